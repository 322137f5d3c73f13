package io.questdb.migration.lab.apiserver;

import static io.questdb.migration.lab.apiserver.RawApi.MERGE_PATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What deleting takes for granted. */
abstract class DeletionContract extends ApiServerContract {
  DeletionContract(KubernetesClient client) {
    super(client);
  }

  @Test
  void aDeletionHoldsToItsPreconditions() {
    RawApi.Reply made = created(core + "/configmaps", configMap("k", "v"));
    String path = core + "/configmaps/" + name;
    for (String wrong : List.of("'uid': '" + UUID.randomUUID() + "'", "'resourceVersion': '1'")) {
      RawApi.Reply refused = api.delete(path, "{'preconditions': {" + wrong + "}}");
      assertThat(refused.outcome()).isEqualTo("409 Conflict");
    }
    String right = "{'preconditions': {'uid': '" + made.text("/metadata/uid") + "'}}";
    assertThat(api.delete(path, right).code()).isEqualTo(200);
    assertThat(api.get(path).code()).isEqualTo(404);
  }

  @Test
  void aCollectionIsDeletedBySelection() {
    ObjectNode map = configMap("k", "v");
    map.withObject("/metadata/labels").put("batch", name);
    created(core + "/configmaps", map);
    String chosen = core + "/configmaps?labelSelector=batch=" + name;
    assertThat(api.delete(chosen, null).code()).isEqualTo(200);
    assertThat(api.get(core + "/configmaps/" + name).code()).isEqualTo(404);
    assertThat(api.get(core + "/serviceaccounts/contract").code()).isEqualTo(200);
  }

  @Test
  void anObjectWithFinalizersStaysUntilTheyAreGone() {
    // Given
    ObjectNode widget = widget("{'size': 1}");
    widget.withObject("/metadata").putArray("finalizers").add("contract.example/hold");
    created(widgets, widget);
    String path = widgets + "/" + name;

    // When
    assertThat(api.delete(path, null).code()).isEqualTo(200);

    // Then
    RawApi.Reply held = api.get(path);
    assertThat(held.text("/metadata/deletionTimestamp")).isNotEmpty();
    assertThat(held.text("/metadata/generation")).isEqualTo("2");
    String more = "{'metadata': {'finalizers': ['contract.example/hold', 'contract.example/new']}}";
    assertThat(api.patch(path, MERGE_PATCH, more).outcome()).isEqualTo("422 Invalid");
    assertThat(api.patch(path, MERGE_PATCH, "{'metadata': {'finalizers': null}}").code())
        .isEqualTo(200);
    assertThat(api.get(path).code()).isEqualTo(404);
  }

  @Test
  void aBoundPodStaysThroughItsGracePeriod() {
    // Given
    RawApi.Reply made = created(core + "/pods", pod(name));
    assertThat(made.text("/spec/restartPolicy")).isEqualTo("Always");
    assertThat(made.text("/spec/terminationGracePeriodSeconds")).isEqualTo("30");
    assertThat(made.text("/status/phase")).isEqualTo("Pending");
    String path = core + "/pods/" + name;

    // When
    api.delete(path, null);

    // Then
    assertThat(api.get(path).text("/metadata/deletionGracePeriodSeconds")).isEqualTo("30");
    api.delete(path, "{'gracePeriodSeconds': 5}");
    assertThat(api.get(path).text("/metadata/deletionGracePeriodSeconds")).isEqualTo("5");
    api.delete(path, null);
    assertThat(api.get(path).code()).isEqualTo(200);
    api.delete(path, "{'gracePeriodSeconds': 0}");
    assertThat(api.get(path).code()).isEqualTo(404);
  }

  @Test
  void anUnboundPodGoesAtOnce() {
    created(core + "/pods", pod(""));
    api.delete(core + "/pods/" + name, null);
    assertThat(api.get(core + "/pods/" + name).code()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"Background,true", "Foreground,true", "Orphan,false"})
  void dependentsFollowTheirOwnerUnlessOrphaned(String policy, boolean gone) {
    // Given
    String uid = created(core + "/configmaps", configMap("k", "owner")).text("/metadata/uid");
    ObjectNode dependent = object("v1", "Secret", name);
    ObjectNode owner = dependent.withObject("/metadata").putArray("ownerReferences").addObject();
    owner.put("apiVersion", "v1").put("kind", "ConfigMap").put("name", name).put("uid", uid);
    created(core + "/secrets", dependent);

    // When
    api.delete(core + "/configmaps/" + name, "{'propagationPolicy': '" + policy + "'}");

    // Then
    await().atMost(SOON).until(() -> api.get(core + "/configmaps/" + name).code() == 404);
    if (gone) {
      await().atMost(SOON).until(() -> api.get(core + "/secrets/" + name).code() == 404);
    } else {
      assertThat(api.get(core + "/secrets/" + name).body().at("/metadata/ownerReferences"))
          .isEmpty();
    }
  }
}
