package io.questdb.migration.lab.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.lab.apiserver.AuditLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * etcd, kube-apiserver, kube-controller-manager and kube-scheduler as processes of this machine,
 * brought up and down by {@code lab/cluster/cluster.sh}.
 */
public final class ControlPlane implements AutoCloseable {
  private final ClusterScript script;
  private final Optional<LabSlot> ownSlot;

  private ControlPlane(LabSlot slot, Optional<LabSlot> ownSlot) {
    this.ownSlot = ownSlot;
    this.script =
        new ClusterScript(
            slot.directory().resolveSibling(slot.directory().getFileName() + ".control-plane"),
            Map.of("LAB_ADDRESS", slot.controlPlaneAddress(), "LAB_SERVICES", slot.serviceRange()));
  }

  /**
   * Starts one that shares its addresses with nobody.
   *
   * @throws UnavailableClusterException if this machine lacks what it needs
   * @throws IOException if the machine has no room for another lab, or it does not come up
   */
  public static ControlPlane start() throws IOException {
    LabSlot slot = LabSlot.take();
    return new ControlPlane(slot, Optional.of(slot)).begin();
  }

  /** Starts one at an address of this slot, which stays the caller's. */
  static ControlPlane start(LabSlot slot) throws IOException {
    return new ControlPlane(slot, Optional.empty()).begin();
  }

  /** Of somebody who may do everything. */
  public Path kubeconfig() {
    return script.state().resolve("kubeconfig");
  }

  /** Of the same release. */
  public Path kubectl() {
    return script.state().resolve("kubectl");
  }

  /** A Helm of this major version; empty unless {@code cluster.sh build helm} was called. */
  public Optional<Path> helm(int major) {
    return Optional.of(script.state().resolve("helm" + major + "/helm"))
        .filter(Files::isExecutable);
  }

  /** What its API server logs. */
  AuditLog audit() {
    return script.audit();
  }

  /** Ends one of its processes, at the latest after a second the hard way, and starts it again. */
  void restart(String process) {
    script.order("restart", process);
  }

  /** A new client that may do everything. */
  public KubernetesClient client() {
    return ApiCluster.client(kubeconfig());
  }

  /** Ends its processes and forgets everything. */
  @Override
  public void close() throws IOException {
    script.close();
    if (ownSlot.isPresent()) {
      ownSlot.get().close();
    }
  }

  private ControlPlane begin() throws IOException {
    try {
      script.up("control");
      return this;
    } catch (IOException | UnavailableClusterException e) {
      if (ownSlot.isPresent()) {
        ownSlot.get().close();
      }
      throw e;
    }
  }
}
