package io.questdb.migration.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.adapter.kubernetes.ClientFactory;
import io.questdb.migration.lab.apiserver.EmbeddedApiServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests to an API server, counted by kind and never by name. */
class RequestMetricsTest {
  private final EmbeddedApiServer server = EmbeddedApiServer.start();
  private final Metrics metrics = new Metrics();
  private final KubernetesClient client =
      ClientFactory.create(server.config("operator"), "test", metrics);

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void everyRequestIsCountedByVerbResourceAndCode() {
    // When
    for (String name : List.of("one", "other")) {
      client.resource(map(name)).create();
      client.resource(map(name)).get();
      client.resource(map(name)).delete();
    }
    client.configMaps().inNamespace("default").list();
    client.configMaps().inNamespace("default").withName("missing").get();

    // Then
    assertThat(requests())
        .containsExactlyInAnyOrder(
            "{code=\"201\",resource=\"configmaps\",verb=\"create\"} 2.0",
            "{code=\"200\",resource=\"configmaps\",verb=\"get\"} 2.0",
            "{code=\"404\",resource=\"configmaps\",verb=\"get\"} 1.0",
            "{code=\"200\",resource=\"configmaps\",verb=\"delete\"} 2.0",
            "{code=\"200\",resource=\"configmaps\",verb=\"list\"} 1.0");
  }

  @Test
  void aConnectionThatFailsIsCountedToo() {
    server.stopServing();

    assertThat(catchThrowable(() -> client.resource(map("one")).get())).isNotNull();

    assertThat(requests())
        .allSatisfy(
            line ->
                assertThat(line).startsWith("{code=\"none\",resource=\"configmaps\",verb=\"get\"}"))
        .isNotEmpty();
  }

  private List<String> requests() {
    String name = "questdb_migration_api_requests_total";
    return metrics
        .text()
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()))
        .toList();
  }

  private static ConfigMap map(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .endMetadata()
        .build();
  }
}
