package io.questdb.migration.lab.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.adapter.kubernetes.ClientFactory;
import io.questdb.migration.adapter.kubernetes.KubernetesCluster;
import io.questdb.migration.change.Labels;
import io.questdb.migration.ports.ClusterContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EmbeddedClusterPortTest extends ClusterContract {
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

  @Test
  void aCreationWhoseAnswerIsLostIsAcceptedWhenItIsRepeated() {
    server.faults().add(new Fault("create", "pods", "*", 1, new Fault.DropAfter()));

    new KubernetesCluster(client).create(pod());

    assertThat(server.accessLog())
        .filteredOn(access -> access.verb().equals("create") && access.resource().equals("pods"))
        .filteredOn(access -> access.namespace().equals("default"))
        .extracting(Access::status)
        .containsExactly(0, 409);
  }

  private static Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("inspect")
        .withLabels(Labels.temporary("run-1"))
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .withImage("registry.example.com/none:1")
        .endContainer()
        .endSpec()
        .build();
  }

  @Override
  protected KubernetesClient client() {
    return client;
  }
}
