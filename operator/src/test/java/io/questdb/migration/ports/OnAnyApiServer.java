package io.questdb.migration.ports;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeEach;

/** A promise of {@link Cluster} that each API server has to keep; each test has a namespace. */
abstract class OnAnyApiServer {
  ClusterScene scene;
  Cluster cluster;
  String namespace;

  /** A client that may do everything. */
  protected abstract KubernetesClient client();

  @BeforeEach
  void setScene() {
    scene = new ClusterScene(client());
    cluster = scene.cluster;
    namespace = scene.namespace;
  }
}
