package io.questdb.migration.lab.cluster;

import io.questdb.migration.lab.apiserver.ApiGateway;
import io.questdb.migration.lab.apiserver.ApiServer;
import io.questdb.migration.lab.apiserver.AuditLog;
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
  private final ControlPlane controlPlane;
  private final Path kubeconfig;
  private final ApiGateway gateway;

  private ControlPlaneCluster(LabSlot slot, Images images, ControlPlane controlPlane)
      throws IOException {
    super(slot, images, controlPlane, controlPlane.client(), controlPlane.client());
    this.slot = slot;
    this.controlPlane = controlPlane;
    this.kubeconfig = slot.directory().resolve("kubeconfig");
    this.gateway = ApiGateway.start(client(), "operator");
  }

  /**
   * @throws UnavailableClusterException if this machine lacks what it needs
   * @throws UncheckedIOException if it does not come up; the message says why
   */
  static LabCluster start(Images images) {
    try {
      LabSlot slot = LabSlot.take();
      try {
        ControlPlaneCluster cluster =
            new ControlPlaneCluster(slot, images, ControlPlane.start(slot));
        cluster.begin();
        return cluster;
      } catch (IOException | UnavailableClusterException e) {
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
  public ApiServer api() {
    return gateway;
  }

  @Override
  public Optional<ControlPlane> controlPlane() {
    return Optional.of(controlPlane);
  }

  @Override
  public Optional<AuditLog> audit() {
    return Optional.of(controlPlane.audit());
  }

  @Override
  public void restart(String process) {
    controlPlane.restart(process);
  }

  @Override
  public void close() {
    gateway.close();
    super.close();
  }

  private void begin() throws IOException {
    Files.writeString(kubeconfig, OperatorAccount.create(client(), gateway.url()));
    startNode(Optional.of(new KubeletServer(slot.directory().resolve("kubelet"), this::log)));
  }
}
