package io.questdb.migration.lab.scenario;

import static org.awaitility.Awaitility.await;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.questdb.migration.lab.chart.OperatorChart;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The operator as its users get it: a pod of the chart, for one namespace, in a namespace of its
 * own that admits nothing but restricted pods. While it is installed, the stage's operator is
 * stopped: two must never work on the same databases.
 */
final class InstalledOperator implements AutoCloseable {
  private static final String RELEASE = "questdb-migration-operator";

  private final Play play;
  private final KubernetesClient client;
  private final Path kubeconfig;
  private final String namespace;
  private final List<String> leaders = new CopyOnWriteArrayList<>();
  private final SharedIndexInformer<Lease> leases;

  /** Everyone who ever held the Lease, in order; who renews it is not noted again. */
  private final class Leaders implements ResourceEventHandler<Lease> {
    @Override
    public void onAdd(Lease lease) {
      String holder = lease.getSpec().getHolderIdentity();
      boolean released = holder == null || holder.isEmpty();
      if (!released && (leaders.isEmpty() || !leaders.get(leaders.size() - 1).equals(holder))) {
        leaders.add(holder);
      }
    }

    @Override
    public void onUpdate(Lease before, Lease lease) {
      onAdd(lease);
    }

    @Override
    public void onDelete(Lease lease, boolean finalStateUnknown) {
      // The release is gone.
    }
  }

  private InstalledOperator(Play play) {
    this.play = play;
    client = play.stage.cluster().client();
    kubeconfig = client.getConfiguration().getFile().toPath();
    namespace = play.site.namespace() + "-operator";
    client.resource(restricted(namespace)).create();
    leases = client.resources(Lease.class).inNamespace(namespace).inform(new Leaders());
  }

  /** Installs it and waits until all of it is ready. */
  static InstalledOperator install(Play play, int replicas) {
    play.stage.stopOperator();
    InstalledOperator operator = new InstalledOperator(play);
    try {
      operator.install(replicas);
      operator.awaitReady();
      return operator;
    } catch (RuntimeException e) {
      operator.close();
      throw e;
    }
  }

  String namespace() {
    return namespace;
  }

  /** {@code helm upgrade} with one more value; returns at once. */
  void upgrade(String name, String value) {
    UpgradeCommand upgrade = OperatorChart.helm().upgrade().withName(RELEASE);
    upgrade.withNamespace(namespace).withKubeConfig(kubeconfig).reuseValues().set(name, value);
    upgrade.call();
  }

  /** Until as many pods as there shall be are ready, all of the newest template. */
  void awaitReady() {
    await("the operator is ready").atMost(Play.LIMIT).until(() -> ready(deployment()));
  }

  /** Those that are not ending. */
  List<Pod> pods() {
    return found().list().getItems().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** Deletes the only pod there is and waits until it is gone. */
  void deletePod() {
    delete(pods().get(0).getMetadata().getName(), false);
  }

  /**
   * Deletes a pod and waits until it is gone.
   *
   * @param forced the API server does not wait for the kubelet
   */
  void delete(String name, boolean forced) {
    PodResource pod = client.pods().inNamespace(namespace).withName(name);
    String uid = pod.require().getMetadata().getUid();
    if (forced) {
      pod.withGracePeriod(0).delete();
    } else {
      pod.delete();
    }
    await("pod " + uid + " is gone").atMost(Play.LIMIT).until(() -> pod.get() == null);
  }

  /** The names of the pods that led, in order. */
  List<String> leaders() {
    return List.copyOf(leaders);
  }

  /** What all pods that there are have written. */
  String log() {
    StringBuilder log = new StringBuilder();
    found().resources().forEach(pod -> log.append(pod.getLog()));
    return log.toString();
  }

  /** Uninstalls it; the stage's operator takes over. */
  @Override
  public void close() {
    leases.close();
    // First the pods: Helm takes their rights away while they still give the Lease back.
    client.apps().deployments().inNamespace(namespace).list().getItems().stream()
        .map(client::resource)
        .forEach(deployment -> deployment.scale(0));
    await("the operator is gone")
        .atMost(Play.LIMIT)
        .until(() -> found().list().getItems().isEmpty());
    Helm.uninstall(RELEASE)
        .withNamespace(namespace)
        .withKubeConfig(kubeconfig)
        .ignoreNotFound()
        .call();
    client.namespaces().withName(namespace).delete();
    play.stage.startOperator();
  }

  private void install(int replicas) {
    InstallCommand install = OperatorChart.helm().install().withName(RELEASE);
    install.withNamespace(namespace).withKubeConfig(kubeconfig);
    OperatorChart.labImage().forEach(install::set);
    install.set("replicas", replicas).set("watch.namespaces[0]", play.site.namespace());
    install.call();
  }

  private Deployment deployment() {
    return client.apps().deployments().inNamespace(namespace).withName(RELEASE).require();
  }

  private FilterWatchListDeletable<Pod, PodList, PodResource> found() {
    return client.pods().inNamespace(namespace).withLabel("app.kubernetes.io/instance", RELEASE);
  }

  private static boolean ready(Deployment deployment) {
    Integer wanted = deployment.getSpec().getReplicas();
    DeploymentStatus status = deployment.getStatus();
    return deployment.getMetadata().getGeneration().equals(status.getObservedGeneration())
        && wanted.equals(status.getUpdatedReplicas())
        && wanted.equals(status.getReplicas())
        && wanted.equals(status.getReadyReplicas());
  }

  private static Namespace restricted(String name) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
        .addToLabels("pod-security.kubernetes.io/enforce-version", "latest")
        .endMetadata()
        .build();
  }
}
