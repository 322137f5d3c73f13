package io.questdb.migration.lab.apiserver;

import static io.questdb.migration.lab.apiserver.RawApi.APPLY_PATCH;
import static io.questdb.migration.lab.apiserver.RawApi.JSON_PATCH;
import static io.questdb.migration.lab.apiserver.RawApi.MERGE_PATCH;
import static io.questdb.migration.lab.apiserver.RawApi.STRATEGIC_PATCH;
import static io.questdb.migration.lab.apiserver.RawApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What patching takes for granted. */
abstract class PatchContract extends ApiServerContract {
  PatchContract(KubernetesClient client) {
    super(client);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{'op': 'add', 'path': '/metadata/annotations/a', 'value': 'parent is missing'}]",
        "[{'op': 'replace', 'path': '/binaryData/none', 'value': 'parent is missing'}]",
        "[{'op': 'remove', 'path': '/data/none'}]",
        "[{'op': 'test', 'path': '/data/k', 'value': 'other'}]",
        "[{'op': 'test', 'path': '/data/none', 'value': 'x'}]",
        "[{'op': 'test', 'path': '/metadata/resourceVersion', 'value': '1'},"
            + "{'op': 'replace', 'path': '/data/k', 'value': 'x'}]",
        "[{'op': 'replace', 'path': '/data/k', 'value': 'x'},"
            + "{'op': 'test', 'path': '/data/k', 'value': 'v'}]"
      })
  void aJsonPatchThatDoesNotFitChangesNothing(String patch) {
    // Given
    RawApi.Reply before = created(core + "/configmaps", configMap("k", "v"));

    // When
    RawApi.Reply reply = api.patch(core + "/configmaps/" + name, JSON_PATCH, patch);

    // Then
    assertThat(reply.outcome()).isEqualTo("422 Invalid");
    assertThat(api.get(core + "/configmaps/" + name).body()).isEqualTo(before.body());
  }

  @Test
  void aJsonPatchThatReplacesWhatIsMissingAddsIt() {
    created(core + "/configmaps", configMap("k", "v"));
    String patch = "[{'op': 'replace', 'path': '/data/other', 'value': 'x'}]";
    RawApi.Reply reply = api.patch(core + "/configmaps/" + name, JSON_PATCH, patch);
    assertThat(reply.body().path("data")).isEqualTo(json("{'k': 'v', 'other': 'x'}"));
  }

  @Test
  void aJsonPatchMayTestTheVersionItWasMadeFor() {
    String version =
        created(core + "/configmaps", configMap("k", "v")).text("/metadata/resourceVersion");
    RawApi.Reply reply =
        api.patch(
            core + "/configmaps/" + name,
            JSON_PATCH,
            "[{'op': 'test', 'path': '/metadata/resourceVersion', 'value': '"
                + version
                + "'},"
                + "{'op': 'add', 'path': '/metadata/annotations', 'value': {}},"
                + "{'op': 'add', 'path': '/metadata/annotations/a~1b', 'value': 'x'}]");
    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.body().at("/metadata/annotations").path("a/b").asText()).isEqualTo("x");
  }

  @Test
  void aMergePatchTakesAwayByNullAndReplacesLists() {
    created(widgets, widget("{'size': 1, 'tags': ['a', 'b'], 'free': {'k': 'v', 'l': 'w'}}"));
    RawApi.Reply reply =
        api.patch(
            widgets + "/" + name, MERGE_PATCH, "{'spec': {'tags': ['c'], 'free': {'k': null}}}");
    assertThat(reply.body().at("/spec/tags")).hasToString("[\"c\"]");
    assertThat(reply.body().at("/spec/free")).hasToString("{\"l\":\"w\"}");
    assertThat(reply.text("/spec/size")).isEqualTo("1");
  }

  @Test
  void aStrategicPatchMergesKeyedListsOfBuiltInKindsOnly() {
    created(apps + "/statefulsets", statefulSet());
    String patch =
        """
        {'spec': {'template': {'spec': {'containers': [
          {'name': 'db', 'image': 'db:2', 'env': [{'name': 'B', 'value': '2'}]},
          {'name': 'side', '$patch': 'delete'}]}}}}
        """;
    JsonNode after = api.patch(apps + "/statefulsets/" + name, STRATEGIC_PATCH, patch).body();
    JsonNode containers = after.at("/spec/template/spec/containers");
    assertThat(containers).hasSize(1);
    assertThat(containers.at("/0/image").asText()).isEqualTo("db:2");
    assertThat(containers.at("/0/env").findValuesAsText("name"))
        .containsExactlyInAnyOrder("A", "B");

    created(widgets, widget("{'size': 1}"));
    assertThat(api.patch(widgets + "/" + name, STRATEGIC_PATCH, "{'spec': {'size': 2}}").code())
        .isEqualTo(415);
  }

  @Test
  void applyCreatesThenMergesAndOwns() {
    String path = core + "/configmaps/" + name + "?fieldManager=applier&force=true";
    assertThat(api.patch(path, APPLY_PATCH, configMap("k", "1").toString()).code()).isEqualTo(201);
    assertThat(api.patch(path, APPLY_PATCH, configMap("k", "2").toString()).code()).isEqualTo(200);
    JsonNode entry = api.get(core + "/configmaps/" + name).body().at("/metadata/managedFields/0");
    assertThat(entry.path("manager").asText()).isEqualTo("applier");
    assertThat(entry.path("operation").asText()).isEqualTo("Apply");
    assertThat(entry.at("/fieldsV1/f:data").has("f:k")).isTrue();
  }
}
