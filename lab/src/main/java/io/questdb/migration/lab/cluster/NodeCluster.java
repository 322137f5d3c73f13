package io.questdb.migration.lab.cluster;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.questdb.migration.lab.apiserver.AuditLog;
import io.questdb.migration.lab.node.CsiKnobs;
import io.questdb.migration.lab.node.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real node of this machine's kernel: kubelet, containerd, kube-proxy and storage in a network
 * namespace without an uplink, in which this JVM must run too. Only QuestDB Enterprise is a
 * stand-in. Which images there are is decided by {@code lab/cluster/cluster.sh}, not by {@link
 * #images()}.
 */
final class NodeCluster extends RealCluster {
  private static final String STATE = "LAB_STATE";
  private static final String INSIDE = "LAB_INSIDE";
  private static final String LACKS = "LAB_LACKS";
  private static final String OUTSIDE =
      "a node has a network namespace of its own: run this by lab/cluster/cluster.sh enter";
  private static final String RUNTIME = "containerd://";

  private final ClusterScript script;
  private final CsiKnobs storage;
  private final OpenSourceWatch openSource;

  private NodeCluster(ClusterScript script, Images images) throws IOException {
    super(script.state().resolve("kubeconfig"), images, script.state().resolve("scenarios"));
    this.script = script;
    storage = NodeStorage.knobs();
    openSource = new OpenSourceWatch(client(), this::volume);
  }

  /**
   * @throws UnavailableClusterException if this machine lacks what it needs
   * @throws UncheckedIOException if it does not come up; the message says why
   */
  static LabCluster start(Images images) {
    String state = System.getenv(STATE);
    if (state == null || System.getenv(INSIDE) == null) {
      throw new UnavailableClusterException(System.getenv().getOrDefault(LACKS, OUTSIDE));
    }
    ClusterScript script = new ClusterScript(Path.of(state), Map.of());
    try {
      script.up("node");
      return new NodeCluster(script, images);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public ClusterKind kind() {
    return ClusterKind.NODE;
  }

  @Override
  public Optional<AuditLog> audit() {
    return Optional.of(script.audit());
  }

  @Override
  public CsiKnobs storage() {
    return storage;
  }

  /** The driver keeps every volume mounted, whether a pod uses it or not. */
  @Override
  public Path volume(String namespace, String claim) {
    return script.state().resolve("csi/mnt").resolve(volumeHandle(namespace, claim));
  }

  @Override
  public void killContainer(String namespace, String pod, String container) {
    ContainerStatus killed =
        containers(namespace, pod).stream()
            .filter(status -> status.getName().equals(container))
            .findFirst()
            .orElseThrow();
    script.order("kill", id(killed));
  }

  @Override
  public void restart(String process) {
    script.order("restart", process);
  }

  @Override
  public List<String> violations() {
    return openSource.violations();
  }

  @Override
  public void close() {
    try {
      openSource.close();
      closeBeside();
      script.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the node could not be taken down", e);
    }
  }

  private List<ContainerStatus> containers(String namespace, String pod) {
    return client()
        .pods()
        .inNamespace(namespace)
        .withName(pod)
        .require()
        .getStatus()
        .getContainerStatuses();
  }

  private static String id(ContainerStatus status) {
    return status.getContainerID().substring(RUNTIME.length());
  }
}
