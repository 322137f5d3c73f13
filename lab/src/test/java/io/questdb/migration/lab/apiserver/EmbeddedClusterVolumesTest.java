package io.questdb.migration.lab.apiserver;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.adapter.kubernetes.ClientFactory;
import io.questdb.migration.ports.ClusterVolumesContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class EmbeddedClusterVolumesTest extends ClusterVolumesContract {
  private static EmbeddedApiServer server;
  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    server = EmbeddedApiServer.start();
    client = ClientFactory.create(server.config("operator"), "test");
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @Override
  protected KubernetesClient client() {
    return client;
  }
}
