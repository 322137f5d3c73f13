package io.questdb.migration.lab.apiserver;

import static io.questdb.migration.lab.apiserver.RawApi.JSON_PATCH;
import static io.questdb.migration.lab.apiserver.RawApi.MERGE_PATCH;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What creating and updating take for granted. */
abstract class WriteContract extends ApiServerContract {
  WriteContract(KubernetesClient client) {
    super(client);
  }

  @Test
  void aNameIsTakenOnce() {
    created(core + "/configmaps", configMap("k", "v"));
    RawApi.Reply second = api.post(core + "/configmaps", configMap("k", "w"));
    assertThat(second.outcome()).isEqualTo("409 AlreadyExists");
    assertThat(second.text("/message")).isEqualTo("configmaps \"" + name + "\" already exists");
  }

  @Test
  void aNameIsMadeFromItsPrefixOrGivenAndValid() {
    ObjectNode prefixed = configMap("k", "v");
    prefixed.putObject("metadata").put("generateName", name + "-");
    String one = created(core + "/configmaps", prefixed).text("/metadata/name");
    String two = created(core + "/configmaps", prefixed).text("/metadata/name");
    assertThat(one).startsWith(name + "-").isNotEqualTo(two);

    for (String wrong : List.of("", "Upper", "under_score")) {
      ObjectNode map = configMap("k", "v");
      map.putObject("metadata").put("name", wrong);
      assertThat(api.post(core + "/configmaps", map).outcome()).isEqualTo("422 Invalid");
    }
  }

  @Test
  void anUpdateWithAStaleVersionIsAConflict() {
    // Given
    ObjectNode first = (ObjectNode) created(core + "/configmaps", configMap("k", "1")).body();
    String path = core + "/configmaps/" + name;
    ObjectNode second = first.deepCopy();
    second.withObject("/data").put("k", "2");
    assertThat(api.put(path, second).code()).isEqualTo(200);

    // When
    RawApi.Reply stale = api.put(path, first);

    // Then
    assertThat(stale.outcome()).isEqualTo("409 Conflict");
    assertThat(stale.text("/message")).contains("the object has been modified");
    assertThat(api.get(path).text("/data/k")).isEqualTo("2");
    String version = first.at("/metadata/resourceVersion").asText();
    String merge = "{'metadata': {'resourceVersion': '" + version + "'}, 'data': {'k': '3'}}";
    assertThat(api.patch(path, MERGE_PATCH, merge).outcome()).isEqualTo("409 Conflict");
    ObjectNode foreign = (ObjectNode) api.get(path).body();
    foreign.withObject("/metadata").put("uid", UUID.randomUUID().toString());
    assertThat(api.put(path, foreign).outcome()).isEqualTo("409 Conflict");
  }

  @Test
  void anUpdateMayLeaveOutTheNamespace() {
    created(core + "/configmaps", configMap("k", "1"));
    RawApi.Reply updated = api.put(core + "/configmaps/" + name, configMap("k", "2"));
    assertThat(updated.text("/metadata/namespace")).isEqualTo(namespace);
    assertThat(api.get(core + "/configmaps/" + name).text("/data/k")).isEqualTo("2");
  }

  @Test
  void aCustomResourceIsUpdatedOnlyAtAVersion() {
    created(widgets, widget("{'size': 1}"));
    assertThat(api.put(widgets + "/" + name, widget("{'size': 2}")).outcome())
        .isEqualTo("422 Invalid");
  }

  @Test
  void aWriteThatChangesNothingKeepsTheVersion() {
    String version =
        created(core + "/configmaps", configMap("k", "v")).text("/metadata/resourceVersion");
    String path = core + "/configmaps/" + name;
    RawApi.Reply same = api.patch(path, MERGE_PATCH, "{'data': {'k': 'v'}}");
    assertThat(same.text("/metadata/resourceVersion")).isEqualTo(version);
  }

  @Test
  void specAndStatusAreWrittenApart() {
    // Given
    ObjectNode widget = widget("{'size': 1}");
    widget.putObject("status").put("step", "ignored");
    RawApi.Reply made = created(widgets, widget);
    assertThat(made.body().at("/status/step").isMissingNode()).isTrue();

    // When
    ObjectNode both = (ObjectNode) made.body();
    both.withObject("/spec").put("size", 2);
    both.withObject("/status").put("step", "written");
    RawApi.Reply status = api.put(widgets + "/" + name + "/status", both);

    // Then
    assertThat(status.text("/status/step")).isEqualTo("written");
    assertThat(status.text("/status/seen")).isEqualTo("-1");
    assertThat(status.text("/spec/size")).isEqualTo("1");
    assertThat(status.text("/metadata/generation")).isEqualTo("1");
    RawApi.Reply spec =
        api.patch(
            widgets + "/" + name, MERGE_PATCH, "{'spec': {'size': 3}, 'status': {'step': 'no'}}");
    assertThat(spec.text("/status/step")).isEqualTo("written");
    assertThat(spec.text("/spec/size")).isEqualTo("3");
    assertThat(spec.text("/metadata/generation")).isEqualTo("2");
  }

  @Test
  void generationCountsSpecChangesOnly() {
    created(apps + "/statefulsets", statefulSet());
    String path = apps + "/statefulsets/" + name;
    String label = "{'metadata': {'labels': {'a': 'b'}}}";
    assertThat(api.patch(path, MERGE_PATCH, label).text("/metadata/generation")).isEqualTo("1");
    String minReady = "{'spec': {'minReadySeconds': 3}}";
    assertThat(api.patch(path, MERGE_PATCH, minReady).text("/metadata/generation")).isEqualTo("2");
  }

  @Test
  void aSetIsScaledThroughItsSubresource() {
    created(apps + "/statefulsets", statefulSet());
    String path = apps + "/statefulsets/" + name;
    RawApi.Reply scale = api.patch(path + "/scale", MERGE_PATCH, "{'spec': {'replicas': 1}}");
    assertThat(scale.text("/kind")).isEqualTo("Scale");
    assertThat(scale.text("/spec/replicas")).isEqualTo("1");
    assertThat(api.get(path).text("/spec/replicas")).isEqualTo("1");
    assertThat(api.get(path).text("/metadata/generation")).isEqualTo("2");
    assertThat(ownersOf("/fieldsV1/f:spec/f:replicas", api.get(path))).containsExactly("scale");
  }

  @Test
  void nobodyOwnsReplicasThatWereScaledToZero() {
    created(apps + "/statefulsets", statefulSet());
    String path = apps + "/statefulsets/" + name;
    api.patch(path, MERGE_PATCH, "{'spec': {'replicas': 1}}");
    assertThat(ownersOf("/fieldsV1/f:spec/f:replicas", api.get(path))).hasSize(1);
    assertThat(api.patch(path + "/scale", MERGE_PATCH, "{'spec': {'replicas': 0}}").code())
        .isEqualTo(200);
    assertThat(api.get(path).text("/spec/replicas")).isEqualTo("0");
    assertThat(ownersOf("/fieldsV1/f:spec/f:replicas", api.get(path))).isEmpty();
  }

  @Test
  void aFieldBelongsToItsLastWriter() {
    // Given
    created(apps + "/statefulsets?fieldManager=git", statefulSet());

    // When
    String patch =
        "[{'op': 'replace', 'path': '/spec/template/spec/containers/0/image', 'value': 'db:2'}]";
    RawApi.Reply reply =
        api.patch(apps + "/statefulsets/" + name + "?fieldManager=operator", JSON_PATCH, patch);

    // Then
    String image = "/fieldsV1/f:spec/f:template/f:spec/f:containers/k:{\"name\":\"db\"}/f:image";
    assertThat(ownersOf(image, reply)).containsExactly("operator");
    assertThat(reply.body().at("/metadata/managedFields").findValuesAsText("manager"))
        .contains("git", "operator");
  }

  /** The subresource, or else the manager, of each entry that holds the field. */
  private static List<String> ownersOf(String field, RawApi.Reply reply) {
    List<String> owners = new ArrayList<>();
    for (JsonNode entry : reply.body().at("/metadata/managedFields")) {
      if (!entry.at(field).isMissingNode()) {
        owners.add(entry.path("subresource").asText(entry.path("manager").asText()));
      }
    }
    return owners;
  }

  @Test
  void aDryRunAnswersAsIfAndStoresNothing() {
    String path = core + "/configmaps/" + name;
    RawApi.Reply made = api.post(core + "/configmaps?dryRun=All", configMap("k", "v"));
    assertThat(made.code()).isEqualTo(201);
    assertThat(api.get(path).code()).isEqualTo(404);

    created(core + "/configmaps", configMap("k", "v"));
    RawApi.Reply patched = api.patch(path + "?dryRun=All", MERGE_PATCH, "{'data': {'k': 'w'}}");
    assertThat(patched.text("/data/k")).isEqualTo("w");
    assertThat(api.delete(path + "?dryRun=All", null).code()).isEqualTo(200);
    assertThat(api.get(path).text("/data/k")).isEqualTo("v");
    RawApi.Reply again = api.post(core + "/configmaps?dryRun=All", configMap("k", "v"));
    assertThat(again.outcome()).isEqualTo("409 AlreadyExists");
  }
}
