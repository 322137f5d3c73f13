package io.questdb.migration.lab.apiserver;

import static io.questdb.migration.lab.apiserver.RawApi.MERGE_PATCH;
import static io.questdb.migration.lab.apiserver.RawApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What single kinds are held to. */
abstract class KindContract extends ApiServerContract {
  KindContract(KubernetesClient client) {
    super(client);
  }

  @Test
  void aPodThatCannotBeIsRefused() {
    ObjectNode unmounted = pod(name);
    ObjectNode container = (ObjectNode) unmounted.at("/spec/containers/0");
    container.putArray("volumeMounts").addObject().put("name", "none").put("mountPath", "/x");
    RawApi.Reply reply = api.post(core + "/pods", unmounted);
    assertThat(reply.outcome()).isEqualTo("422 Invalid");
    assertThat(reply.text("/details/causes/0/field"))
        .isEqualTo("spec.containers[0].volumeMounts[0].name");
    ObjectNode imageless = pod(name);
    ((ObjectNode) imageless.at("/spec/containers/0")).put("image", "");
    assertThat(api.post(core + "/pods?dryRun=All", imageless).outcome()).isEqualTo("422 Invalid");
  }

  @Test
  void aPodIsBoundThroughItsSubresource() {
    ObjectNode pod = pod("");
    pod.withObject("/spec").remove("schedulingGates");
    pod.withObject("/spec").put("schedulerName", "contract");
    created(core + "/pods", pod);
    ObjectNode binding = object("v1", "Binding", name);
    binding.putObject("target").put("kind", "Node").put("name", name);
    assertThat(api.post(core + "/pods/" + name + "/binding", binding).code()).isEqualTo(201);
    assertThat(api.get(core + "/pods/" + name).text("/spec/nodeName")).isEqualTo(name);
  }

  @Test
  void aStatefulSetIsDefaultedAndKeepsWhatIsFixed() {
    ObjectNode set = statefulSet();
    set.withObject("/spec").remove("replicas");
    RawApi.Reply made = api.post(apps + "/statefulsets?dryRun=All", set);
    assertThat(made.text("/spec/replicas")).isEqualTo("1");
    assertThat(made.text("/spec/updateStrategy/type")).isEqualTo("RollingUpdate");
    assertThat(made.text("/spec/podManagementPolicy")).isEqualTo("OrderedReady");
    assertThat(made.text("/spec/persistentVolumeClaimRetentionPolicy/whenScaled"))
        .isEqualTo("Retain");
    created(apps + "/statefulsets", statefulSet());
    String patch = "{'spec': {'serviceName': 'other'}}";
    assertThat(api.patch(apps + "/statefulsets/" + name, MERGE_PATCH, patch).outcome())
        .isEqualTo("422 Invalid");
  }

  @Test
  void anImmutableSecretKeepsItsData() {
    ObjectNode secret = object("v1", "Secret", name).put("immutable", true);
    secret.putObject("stringData").put("password", "pa55");
    RawApi.Reply made = created(core + "/secrets", secret);
    assertThat(made.text("/data/password")).isEqualTo("cGE1NQ==");
    assertThat(made.text("/type")).isEqualTo("Opaque");
    assertThat(made.body().has("stringData")).isFalse();
    String path = core + "/secrets/" + name;
    assertThat(api.patch(path, MERGE_PATCH, "{'stringData': {'password': 'x'}}").outcome())
        .isEqualTo("422 Invalid");
    assertThat(api.patch(path, MERGE_PATCH, "{'metadata': {'labels': {'a': 'b'}}}").code())
        .isEqualTo(200);
  }

  @Test
  void aCustomResourceIsDefaultedAndPruned() {
    JsonNode made =
        created(
                widgets,
                widget(
                    "{'size': 1, 'typo': 1, 'open': {'any': 1}, 'inner': {'typo': 1}, 'mode': null}"))
            .body();
    assertThat(made.path("spec"))
        .isEqualTo(json("{'size': 1, 'open': {'any': 1}, 'inner': {'depth': 7}, 'mode': 'Safe'}"));
    name = name + "-2";
    assertThat(created(widgets, widget("{'size': 1}")).text("/spec/inner/depth")).isEqualTo("7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{}|spec.size",
        "{'size': 0}|spec.size",
        "{'size': 10}|spec.size",
        "{'size': 'one'}|spec.size",
        "{'size': 1, 'mode': 'Slow'}|spec.mode",
        "{'size': 1, 'wait': '1 s'}|spec.wait",
        "{'size': 1, 'wait': '12345s'}|spec.wait",
        "{'size': 1, 'tags': ['a', 'b', 'c', 'd']}|spec.tags",
        "{'size': 1, 'tags': [1]}|spec.tags[0]",
        "{'size': 1, 'free': {'k': 1}}|spec.free.k"
      })
  void aCustomResourceIsHeldToItsSchema(String spec, String field) {
    RawApi.Reply reply = api.post(widgets, widget(spec));
    assertThat(reply.outcome()).isEqualTo("422 Invalid");
    assertThat(reply.body().at("/details/causes").findValuesAsText("field")).contains(field);
  }
}
