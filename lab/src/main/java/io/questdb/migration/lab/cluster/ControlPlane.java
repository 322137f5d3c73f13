package io.questdb.migration.lab.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.questdb.migration.lab.stage.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * etcd, kube-apiserver, kube-controller-manager and kube-scheduler as processes of this machine,
 * brought up and down by {@code lab/cluster/cluster.sh}.
 */
public final class ControlPlane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

  private final LabSlot slot;
  private final Path state;
  private final Optional<LabSlot> ownSlot;
  private final Thread hook = new Thread(this::endWithJvm, "lab-end-control-plane");

  private ControlPlane(LabSlot slot, Optional<LabSlot> ownSlot) {
    this.slot = slot;
    this.ownSlot = ownSlot;
    this.state = slot.directory().resolveSibling(slot.directory().getFileName() + ".control-plane");
  }

  /**
   * Starts one that shares its addresses with nobody.
   *
   * @throws IOException if the machine has no room for another lab, or lacks what a control plane
   *     needs; the message says what
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
    return state.resolve("kubeconfig");
  }

  /** Of the same release. */
  public Path kubectl() {
    return state.resolve("kubectl");
  }

  /** A new client that may do everything. */
  public KubernetesClient client() {
    Config config = Config.fromKubeconfig(kubeconfig().toFile());
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** Ends its processes and forgets everything. */
  @Override
  public void close() throws IOException {
    script("down");
    if (ownSlot.isPresent()) {
      ownSlot.get().close();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.trace("this virtual machine is ending, and the hook with it", e);
    }
  }

  private ControlPlane begin() throws IOException {
    script("down"); // what a lab that crashed has left here
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      script("up", "control");
      return this;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void endWithJvm() {
    try {
      script("down");
    } catch (IOException e) {
      LOG.warn("the control plane of {} may still run", state, e);
    }
  }

  private void script(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Repository.root().resolve("lab/cluster/cluster.sh").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LAB_STATE", state.toString());
    builder.environment().put("LAB_ADDRESS", slot.controlPlaneAddress());
    builder.environment().put("LAB_SERVICES", slot.serviceRange());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(said.strip().lines().reduce("", (before, line) -> line));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted in cluster.sh " + arguments[0], e);
    }
  }
}
