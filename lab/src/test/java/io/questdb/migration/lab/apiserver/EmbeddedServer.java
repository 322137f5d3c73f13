package io.questdb.migration.lab.apiserver;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.adapter.kubernetes.ClientFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An embedded API server for the tests of one class. */
final class EmbeddedServer implements BeforeAllCallback, AfterAllCallback {
  private EmbeddedApiServer server;
  private KubernetesClient client;

  @Override
  public void beforeAll(ExtensionContext context) {
    server = EmbeddedApiServer.start();
    client = ClientFactory.create(server.config("operator"), "test");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    client.close();
    server.close();
  }

  EmbeddedApiServer server() {
    return server;
  }

  KubernetesClient client() {
    return client;
  }
}
