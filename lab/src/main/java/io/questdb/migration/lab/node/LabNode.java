package io.questdb.migration.lab.node;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DaemonEndpoint;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeDaemonEndpoints;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The cluster's one node: a kubelet whose containers are child processes of this JVM. */
public final class LabNode implements AutoCloseable {
  public static final String NAME = "lab-node";

  private final NodeResources resources;
  private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
  private final Map<String, String> uids = new ConcurrentHashMap<>();
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
  private volatile boolean closed;

  public LabNode(NodeResources resources) {
    this.resources = resources;
  }

  /**
   * Registers the Node object and takes up its pods.
   *
   * @param server where an API server that needs one finds this kubelet
   */
  public void start(Optional<KubeletServer> server) {
    resources.client().resource(nodeObject(server)).createOr(existing -> existing.update());
    watch(Pod.class, this::seen, this::gone);
    watch(Secret.class, this::refreshPodsOf, this::refreshPodsOf);
    watch(ConfigMap.class, this::refreshPodsOf, this::refreshPodsOf);
  }

  /** {@code kill -9} of a container's processes. */
  public void killContainer(String namespace, String pod, String container) {
    worker(namespace, pod).killContainer(container);
  }

  /**
   * Keeps the pod in Terminating for this long from now, although its processes may have ended; for
   * no time at all to let it go.
   */
  public void holdTermination(String namespace, String pod, Duration duration) {
    worker(namespace, pod).holdTermination(duration);
  }

  /**
   * What the container has written so far.
   *
   * @throws NoSuchElementException if this node has no such container
   */
  public String log(String namespace, String pod, String container, boolean previous)
      throws IOException {
    Path log = worker(namespace, pod).container(container).orElseThrow().log(previous);
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /** Every process of a pod that mounts the volume. */
  List<Process> processesOn(String volumeHandle) {
    return workers.values().stream()
        .flatMap(worker -> worker.processesOn(volumeHandle).stream())
        .toList();
  }

  @Override
  public void close() {
    closed = true;
    informers.forEach(SharedIndexInformer::stop);
    workers.values().forEach(PodWorker::close);
  }

  private void seen(Pod pod) {
    if (closed || !NAME.equals(pod.getSpec().getNodeName())) {
      return;
    }
    String uid = pod.getMetadata().getUid();
    uids.put(key(pod), uid);
    PodWorker known = workers.get(uid);
    if (known != null) {
      known.changed(pod);
    } else {
      PodWorker worker = new PodWorker(pod, resources, () -> forget(pod));
      workers.put(uid, worker);
      worker.start();
    }
  }

  private void gone(Pod pod) {
    PodWorker worker = workers.get(pod.getMetadata().getUid());
    if (worker != null) {
      worker.abandon();
    }
  }

  private void forget(Pod pod) {
    workers.remove(pod.getMetadata().getUid());
    uids.remove(key(pod), pod.getMetadata().getUid());
  }

  private void refreshPodsOf(HasMetadata changed) {
    String prefix = changed.getMetadata().getNamespace() + "/";
    uids.forEach(
        (key, uid) -> {
          PodWorker worker = workers.get(uid);
          if (key.startsWith(prefix) && worker != null) {
            worker.refresh();
          }
        });
  }

  private PodWorker worker(String namespace, String pod) {
    String uid = uids.get(namespace + "/" + pod);
    PodWorker worker = uid == null ? null : workers.get(uid);
    if (worker == null) {
      throw new NoSuchElementException("no pod " + namespace + "/" + pod + " on this node");
    }
    return worker;
  }

  private static String key(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  private <T extends HasMetadata> void watch(Class<T> type, Consumer<T> seen, Consumer<T> gone) {
    informers.add(
        resources
            .client()
            .resources(type)
            .inAnyNamespace()
            .inform(
                new ResourceEventHandler<T>() {
                  @Override
                  public void onAdd(T object) {
                    seen.accept(object);
                  }

                  @Override
                  public void onUpdate(T before, T object) {
                    seen.accept(object);
                  }

                  @Override
                  public void onDelete(T object, boolean finalStateUnknown) {
                    gone.accept(object);
                  }
                }));
  }

  private static Node nodeObject(Optional<KubeletServer> server) {
    Map<String, Quantity> capacity =
        Map.of(
            "cpu", new Quantity("64"),
            "memory", new Quantity("256Gi"),
            "ephemeral-storage", new Quantity("1Ti"),
            "pods", new Quantity("1000"));
    Node node =
        new NodeBuilder()
            .withNewMetadata()
            .withName(NAME)
            .addToLabels("kubernetes.io/hostname", NAME)
            .addToLabels("kubernetes.io/os", "linux")
            .addToLabels("kubernetes.io/arch", "amd64")
            .addToLabels("topology.kubernetes.io/zone", "lab-zone")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .withCapacity(capacity)
            .withAllocatable(capacity)
            .addNewAddress("127.0.0.1", "InternalIP")
            .addNewCondition()
            .withType("Ready")
            .withStatus("True")
            .withReason("KubeletReady")
            .endCondition()
            .withNewNodeInfo()
            .withArchitecture("amd64")
            .withOperatingSystem("linux")
            .withKubeletVersion("v1.34.4")
            .endNodeInfo()
            .endStatus()
            .build();
    server.ifPresent(
        kubelet ->
            node.getStatus()
                .setDaemonEndpoints(new NodeDaemonEndpoints(new DaemonEndpoint(kubelet.port()))));
    return node;
  }
}
