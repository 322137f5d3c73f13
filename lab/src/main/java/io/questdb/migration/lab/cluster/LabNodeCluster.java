package io.questdb.migration.lab.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.lab.controllers.Provisioner;
import io.questdb.migration.lab.controllers.ServiceController;
import io.questdb.migration.lab.controllers.SnapshotController;
import io.questdb.migration.lab.node.ChildProcesses;
import io.questdb.migration.lab.node.CsiDriver;
import io.questdb.migration.lab.node.CsiKnobs;
import io.questdb.migration.lab.node.Images;
import io.questdb.migration.lab.node.KubeletServer;
import io.questdb.migration.lab.node.LabNode;
import io.questdb.migration.lab.node.NodeResources;
import io.questdb.migration.lab.node.Threads;
import io.questdb.migration.lab.node.Trees;
import io.questdb.migration.lab.node.Violations;
import io.questdb.migration.lab.node.VolumeStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * A cluster whose one node is the lab's: a simulated kubelet, a CSI driver with what runs beside
 * it, and Services. Containers are child processes at addresses {@code 127.a.b.c} of their own. It
 * has a StorageClass and a default VolumeSnapshotClass named {@code lab}.
 */
abstract class LabNodeCluster extends ApiCluster {
  private static final Duration FIRST_BACK_OFF = Duration.ofMillis(500);
  private static final String CLASSES =
      """
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: lab
        annotations: {storageclass.kubernetes.io/is-default-class: "true"}
      provisioner: csi.lab.questdb.io
      reclaimPolicy: Delete
      volumeBindingMode: Immediate
      ---
      apiVersion: storage.k8s.io/v1
      kind: CSIDriver
      metadata: {name: csi.lab.questdb.io}
      spec: {attachRequired: false}
      ---
      apiVersion: snapshot.storage.k8s.io/v1
      kind: VolumeSnapshotClass
      metadata:
        name: lab
        annotations: {snapshot.storage.kubernetes.io/is-default-class: "true"}
      driver: csi.lab.questdb.io
      deletionPolicy: Delete
      """;

  private final LabSlot slot;
  private final AutoCloseable controlPlane;
  private final KubernetesClient internal;
  private final Images images;
  private final Violations violations = new Violations();
  private final ChildProcesses processes;
  private final ScheduledExecutorService probes =
      new ScheduledThreadPoolExecutor(
          2, Threads.named("probe"), new ThreadPoolExecutor.DiscardPolicy());
  private final LabNode node;
  private final CsiDriver csi;
  private final SnapshotController snapshots;
  private final List<AutoCloseable> controllers = new ArrayList<>();
  private final OperatorLauncher operators;

  /**
   * @param controlPlane closed with the cluster
   * @param admin for scenarios
   * @param internal for node and controllers; may be told apart from {@code admin} in an access log
   */
  LabNodeCluster(
      LabSlot slot,
      Images images,
      AutoCloseable controlPlane,
      KubernetesClient admin,
      KubernetesClient internal)
      throws IOException {
    super(admin);
    this.slot = slot;
    this.images = images;
    this.controlPlane = controlPlane;
    this.internal = internal;
    processes =
        new ChildProcesses(
            slot.directory().resolveSibling(slot.directory().getFileName() + ".pids"));
    Trees.delete(slot.directory());
    Files.createDirectories(slot.directory());
    operators = new OperatorLauncher(images, processes, slot.directory());
    VolumeStore store = new VolumeStore(slot.directory());
    node =
        new LabNode(
            new NodeResources(
                internal,
                images,
                processes,
                store,
                violations,
                Files.createDirectories(slot.directory().resolve("pods")),
                slot::podAddress,
                probes,
                FIRST_BACK_OFF));
    csi = new CsiDriver(store, node, this::knobsChanged);
    snapshots = new SnapshotController(internal, csi);
  }

  /**
   * Makes the classes, the node and what serves its volumes and Services.
   *
   * @param server where an API server that needs one finds the kubelet
   */
  void startNode(Optional<KubeletServer> server) {
    apply(CLASSES);
    node.start(server);
    Provisioner provisioner = new Provisioner(internal, csi);
    ServiceController services = new ServiceController(internal, slot::serviceAddress);
    controllers.addAll(List.of(provisioner, services, snapshots));
    server.ifPresent(controllers::add);
    provisioner.start();
    services.start();
    snapshots.start();
  }

  /** Closes it before the node. */
  void closeFirst(AutoCloseable controller) {
    controllers.add(controller);
  }

  @Override
  public Images images() {
    return images;
  }

  @Override
  public CsiKnobs storage() {
    return csi.knobs();
  }

  @Override
  public Path volume(String namespace, String claim) {
    return csi.volume(volumeHandle(namespace, claim));
  }

  @Override
  public void killContainer(String namespace, String pod, String container) {
    node.killContainer(namespace, pod, container);
  }

  @Override
  public void holdTermination(String namespace, String pod, Duration duration) {
    node.holdTermination(namespace, pod, duration);
  }

  @Override
  public List<String> violations() {
    return violations.all();
  }

  @Override
  public OperatorProcess startOperator(List<String> arguments, Map<String, String> environment)
      throws IOException {
    return operators.start(kubeconfig(), arguments, environment);
  }

  /** Ends every process and forgets every volume. */
  @Override
  public void close() {
    try {
      for (AutoCloseable controller : controllers) {
        controller.close();
      }
      node.close();
      processes.close();
      probes.shutdownNow();
      internal.close();
      client().close();
      controlPlane.close();
      slot.close();
    } catch (Exception e) {
      throw new IllegalStateException("the lab could not be taken down", e);
    }
  }

  /** What a container of a pod has written; of its first one if none is named. */
  Optional<String> log(String namespace, String pod, String container) {
    try {
      String name = container;
      if (name.isEmpty()) {
        Pod found = internal.pods().inNamespace(namespace).withName(pod).get();
        if (found == null) {
          return Optional.empty();
        }
        name = found.getSpec().getContainers().get(0).getName();
      }
      return Optional.of(node.log(namespace, pod, name, false));
    } catch (NoSuchElementException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void knobsChanged() {
    snapshots.trigger();
  }
}
