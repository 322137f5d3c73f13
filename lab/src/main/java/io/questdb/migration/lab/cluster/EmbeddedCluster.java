package io.questdb.migration.lab.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.questdb.migration.lab.apiserver.EmbeddedApiServer;
import io.questdb.migration.lab.controllers.ClaimController;
import io.questdb.migration.lab.controllers.Scheduler;
import io.questdb.migration.lab.controllers.StatefulSetController;
import io.questdb.migration.lab.node.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A whole cluster in this JVM: its API server and its controllers too are the lab's. */
public final class EmbeddedCluster extends LabNodeCluster {
  private final EmbeddedApiServer api;
  private final KubernetesClient internal;
  private final Path kubeconfig;

  private EmbeddedCluster(
      LabSlot slot, Images images, EmbeddedApiServer api, KubernetesClient internal)
      throws IOException {
    super(slot, images, api, client(api, "admin"), internal);
    this.api = api;
    this.internal = internal;
    kubeconfig =
        Files.writeString(slot.directory().resolve("kubeconfig"), api.kubeconfig("operator"));
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
      EmbeddedApiServer api = EmbeddedApiServer.start();
      EmbeddedCluster cluster =
          new EmbeddedCluster(LabSlot.take(), images, api, client(api, "lab"));
      cluster.begin();
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ClusterKind kind() {
    return ClusterKind.EMBEDDED;
  }

  @Override
  public Path kubeconfig() {
    return kubeconfig;
  }

  @Override
  public EmbeddedApiServer api() {
    return api;
  }

  private void begin() {
    api.podLogs(this::log);
    StatefulSetController sets = new StatefulSetController(internal);
    ClaimController claims = new ClaimController(internal);
    Scheduler scheduler = new Scheduler(internal);
    List.of(sets, claims, scheduler).forEach(this::closeFirst);
    startNode(Optional.empty());
    claims.start();
    scheduler.start();
    sets.start();
  }

  private static KubernetesClient client(EmbeddedApiServer api, String caller) {
    return new KubernetesClientBuilder().withConfig(api.config(caller)).build();
  }
}
