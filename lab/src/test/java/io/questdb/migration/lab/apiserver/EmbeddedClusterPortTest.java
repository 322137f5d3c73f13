package io.questdb.migration.lab.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.adapter.kubernetes.KubernetesCluster;
import io.questdb.migration.change.Labels;
import io.questdb.migration.ports.ClusterContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EmbeddedClusterPortTest extends ClusterContract {
  @RegisterExtension static final EmbeddedServer SERVER = new EmbeddedServer();

  @Test
  void aCreationWhoseAnswerIsLostIsAcceptedWhenItIsRepeated() {
    SERVER.server().faults().add(new Fault("create", "pods", "*", 1, new Fault.DropAfter()));

    new KubernetesCluster(client()).create(pod());

    assertThat(SERVER.server().accessLog())
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
    return SERVER.client();
  }
}
