package io.questdb.migration.lab.apiserver;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

final class EmbeddedApiServerTest extends ApiServerContract {
  private final EmbeddedApiServer server = EmbeddedApiServer.start();
  private final KubernetesClient client =
      new KubernetesClientBuilder().withConfig(server.config("contract")).build();

  @Override
  KubernetesClient client() {
    return client;
  }

  @Override
  void end() {
    client.close();
    server.close();
  }
}
