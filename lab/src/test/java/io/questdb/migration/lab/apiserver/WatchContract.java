package io.questdb.migration.lab.apiserver;

import static io.questdb.migration.lab.apiserver.RawApi.MERGE_PATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What watching takes for granted. */
abstract class WatchContract extends ApiServerContract {
  WatchContract(KubernetesClient client) {
    super(client);
  }

  @Test
  void aWatchSeesExactlyWhatCameLater() {
    // Given
    created(core + "/configmaps", configMap("k", "earlier"));
    String path = core + "/configmaps/" + name;
    String from = api.get(path).text("/metadata/resourceVersion");

    // When
    api.patch(path, MERGE_PATCH, "{'data': {'k': 'later'}}");
    api.patch(path, MERGE_PATCH, "{'metadata': {'labels': {'a': 'b'}}}");
    String last =
        api.patch(path, MERGE_PATCH, "{'data': {'k': 'last'}}").text("/metadata/resourceVersion");
    api.delete(path, null);
    created(core + "/configmaps", configMap("k", "again"));

    // Then
    String one = core + "/configmaps?fieldSelector=metadata.name=" + name + "&resourceVersion=";
    assertThat(api.watch(one + from))
        .map(event -> event.path("type").asText() + " " + event.at("/object/data/k").asText())
        .containsExactly(
            "MODIFIED later", "MODIFIED later", "MODIFIED last", "DELETED last", "ADDED again");
    assertThat(api.watch(one + last)).hasSize(2);
    assertThat(api.watch(one))
        .extracting(event -> event.path("type").asText())
        .containsExactly("ADDED");
    String labelled = core + "/configmaps?labelSelector=a=b&resourceVersion=" + from;
    assertThat(api.watch(labelled))
        .filteredOn(event -> event.at("/object/metadata/name").asText().equals(name))
        .extracting(event -> event.path("type").asText())
        .containsExactly("ADDED", "MODIFIED", "DELETED");
  }

  @Test
  void anInformerFollowsWhatHappens() {
    // Given
    List<String> seen = new CopyOnWriteArrayList<>();
    ResourceEventHandler<ConfigMap> log =
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(ConfigMap map) {
            seen.add("added " + map.getData().get("k"));
          }

          @Override
          public void onUpdate(ConfigMap before, ConfigMap after) {
            seen.add("updated " + after.getData().get("k"));
          }

          @Override
          public void onDelete(ConfigMap map, boolean unknown) {
            seen.add("deleted " + map.getData().get("k"));
          }
        };
    created(core + "/configmaps", configMap("k", "1"));
    String path = core + "/configmaps/" + name;

    // When
    var maps = client.configMaps().inNamespace(namespace);
    try (SharedIndexInformer<ConfigMap> informer = maps.withName(name).inform(log)) {
      api.patch(path, MERGE_PATCH, "{'data': {'k': '2 …'}}");
      api.delete(path, null);

      // Then
      await().atMost(SOON).until(() -> seen.contains("deleted 2 …"));
      assertThat(seen).containsExactly("added 1", "updated 2 …", "deleted 2 …");
      assertThat(informer.hasSynced()).isTrue();
    }
  }

  @Test
  void anObjectThatLeavesTheSelectionIsDeletedForItsWatch() {
    ObjectNode map = configMap("k", "v");
    map.withObject("/metadata/labels").put("a", name);
    String from = created(core + "/configmaps", map).text("/metadata/resourceVersion");
    api.patch(core + "/configmaps/" + name, MERGE_PATCH, "{'metadata': {'labels': null}}");
    assertThat(api.watch(core + "/configmaps?labelSelector=a=" + name + "&resourceVersion=" + from))
        .extracting(event -> event.path("type").asText())
        .containsExactly("DELETED");
  }

  @Test
  void aWatchFromTooLongAgoIsTold() {
    List<JsonNode> events = api.watch(widgets + "?resourceVersion=1");
    assertThat(events).hasSize(1);
    assertThat(events.get(0).path("type").asText()).isEqualTo("ERROR");
    assertThat(events.get(0).at("/object/code").asInt()).isEqualTo(410);
    assertThat(events.get(0).at("/object/reason").asText()).isEqualTo("Expired");
  }
}
