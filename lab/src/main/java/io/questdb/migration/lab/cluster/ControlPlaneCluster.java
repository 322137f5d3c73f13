package io.questdb.migration.lab.cluster;

import io.questdb.migration.lab.apiserver.EmbeddedApiServer;
import io.questdb.migration.lab.node.Images;
import io.questdb.migration.lab.node.KubeletServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A real control plane, with the lab's node, storage and Services. */
final class ControlPlaneCluster extends LabNodeCluster {
  private final LabSlot slot;
  private final Path kubeconfig;

  private ControlPlaneCluster(LabSlot slot, Images images, ControlPlane controlPlane)
      throws IOException {
    super(slot, images, controlPlane, controlPlane.client(), controlPlane.client());
    this.slot = slot;
    this.kubeconfig = slot.directory().resolve("kubeconfig");
  }

  /**
   * @throws UncheckedIOException if this machine cannot; the message says why
   */
  static LabCluster start(Images images) {
    try {
      LabSlot slot = LabSlot.take();
      try {
        ControlPlaneCluster cluster =
            new ControlPlaneCluster(slot, images, ControlPlane.start(slot));
        cluster.begin();
        return cluster;
      } catch (IOException e) {
        slot.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public ClusterKind kind() {
    return ClusterKind.CONTROL_PLANE;
  }

  @Override
  public Path kubeconfig() {
    return kubeconfig;
  }

  @Override
  public EmbeddedApiServer api() {
    throw new NotOnThisCluster(kind(), "access log and faults");
  }

  @Override
  public void clearFaults() {
    // A real API server takes no orders to fail.
  }

  private void begin() throws IOException {
    Files.writeString(kubeconfig, OperatorAccount.kubeconfig(client()));
    startNode(Optional.of(new KubeletServer(slot.directory().resolve("kubelet"), this::log)));
  }
}
