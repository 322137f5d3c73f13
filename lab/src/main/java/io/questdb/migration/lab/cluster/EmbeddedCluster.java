package io.questdb.migration.lab.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.questdb.migration.lab.apiserver.EmbeddedApiServer;
import io.questdb.migration.lab.controllers.ClaimController;
import io.questdb.migration.lab.controllers.Scheduler;
import io.questdb.migration.lab.controllers.ServiceController;
import io.questdb.migration.lab.controllers.SnapshotController;
import io.questdb.migration.lab.controllers.StatefulSetController;
import io.questdb.migration.lab.node.ChildProcesses;
import io.questdb.migration.lab.node.CsiDriver;
import io.questdb.migration.lab.node.Image;
import io.questdb.migration.lab.node.Images;
import io.questdb.migration.lab.node.LabNode;
import io.questdb.migration.lab.node.NodeResources;
import io.questdb.migration.lab.node.Threads;
import io.questdb.migration.lab.node.Trees;
import io.questdb.migration.lab.node.Violations;
import io.questdb.migration.lab.node.VolumeStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A whole cluster in this JVM: API server, controllers, one node, a CSI driver. Containers are
 * child processes at addresses {@code 127.a.b.c} of their own. It has a StorageClass and a default
 * VolumeSnapshotClass named {@code lab}.
 */
public final class EmbeddedCluster implements LabCluster {
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
  private final EmbeddedApiServer api;
  private final KubernetesClient admin;
  private final KubernetesClient internal;
  private final Images images;
  private final Violations violations = new Violations();
  private final ChildProcesses processes;
  private final ScheduledExecutorService probes =
      Executors.newScheduledThreadPool(2, Threads.named("probe"));
  private final VolumeStore store;
  private final LabNode node;
  private final CsiDriver csi;
  private final SnapshotController snapshots;
  private final List<AutoCloseable> controllers = new ArrayList<>();
  private final Path kubeconfig;
  private int operators;

  private EmbeddedCluster(LabSlot slot, Images images) throws IOException {
    this.slot = slot;
    this.images = images;
    processes =
        new ChildProcesses(
            slot.directory().resolveSibling(slot.directory().getFileName() + ".pids"));
    Trees.delete(slot.directory());
    Files.createDirectories(slot.directory());
    api = EmbeddedApiServer.start();
    admin = new KubernetesClientBuilder().withConfig(api.config("admin")).build();
    internal = new KubernetesClientBuilder().withConfig(api.config("lab")).build();
    kubeconfig =
        Files.writeString(slot.directory().resolve("kubeconfig"), api.kubeconfig("operator"));
    store = new VolumeStore(slot.directory());
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

  /** With the standard images. */
  public static EmbeddedCluster start() {
    return start(Images.standard());
  }

  /**
   * @throws UncheckedIOException if the machine has no room for another lab
   */
  public static EmbeddedCluster start(Images images) {
    try {
      EmbeddedCluster cluster = new EmbeddedCluster(LabSlot.take(), images);
      cluster.startControllers();
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public KubernetesClient client() {
    return admin;
  }

  @Override
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** The API server, for its access log and faults. */
  public EmbeddedApiServer api() {
    return api;
  }

  /** The registry that pods pull from; may be changed at any time. */
  public Images images() {
    return images;
  }

  public CsiDriver csi() {
    return csi;
  }

  @Override
  public List<HasMetadata> apply(String manifests) {
    return admin
        .load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8)))
        .items()
        .stream()
        .map(object -> admin.resource(object).createOr(existing -> existing.update()))
        .toList();
  }

  @Override
  public InetSocketAddress serviceAddress(String namespace, String service, int port) {
    Service found = admin.services().inNamespace(namespace).withName(service).get();
    String address = found == null ? null : found.getSpec().getClusterIP();
    if (address == null || address.isEmpty() || address.equals("None")) {
      throw new NoSuchElementException("service " + namespace + "/" + service + " has no address");
    }
    return new InetSocketAddress(address, port);
  }

  /** The directory behind a bound claim. */
  public Path volume(String namespace, String claim) {
    PersistentVolumeClaim found =
        admin.persistentVolumeClaims().inNamespace(namespace).withName(claim).require();
    PersistentVolume volume =
        admin.persistentVolumes().withName(found.getSpec().getVolumeName()).require();
    return csi.volume(volume.getSpec().getCsi().getVolumeHandle());
  }

  @Override
  public void killContainer(String namespace, String pod, String container) {
    node.killContainer(namespace, pod, container);
  }

  /** {@code kill -9} of the pod's first container. */
  public void killDatabase(String namespace, String pod) {
    Pod found = admin.pods().inNamespace(namespace).withName(pod).require();
    node.killContainer(namespace, pod, found.getSpec().getContainers().get(0).getName());
  }

  /** Keeps the pod object in Terminating for this long from now; for no time to let it go. */
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
    Image image =
        images
            .find(Images.OPERATOR)
            .orElseThrow(() -> new NoSuchElementException("no image " + Images.OPERATOR));
    List<String> command = new ArrayList<>(image.entrypoint());
    command.addAll(arguments);
    Path log = slot.directory().resolve("operator-" + operators++ + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    ChildProcesses.forgetEnvironment(builder);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().putAll(environment);
    return new OperatorProcess(processes.start(builder), log);
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
      admin.close();
      api.close();
      slot.close();
    } catch (Exception e) {
      throw new IllegalStateException("the lab could not be taken down", e);
    }
  }

  private void startControllers() {
    apply(CLASSES);
    api.podLogs(this::log);
    node.start();
    Scheduler scheduler = new Scheduler(internal);
    StatefulSetController sets = new StatefulSetController(internal);
    ClaimController claims = new ClaimController(internal, csi);
    ServiceController services = new ServiceController(internal, slot::serviceAddress);
    controllers.addAll(List.of(scheduler, sets, claims, services, snapshots));
    claims.start();
    scheduler.start();
    sets.start();
    services.start();
    snapshots.start();
  }

  private void knobsChanged() {
    snapshots.trigger();
  }

  private Optional<String> log(String namespace, String pod, String container) {
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
}
