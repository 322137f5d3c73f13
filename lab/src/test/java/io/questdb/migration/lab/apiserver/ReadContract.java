package io.questdb.migration.lab.apiserver;

import static io.questdb.migration.lab.apiserver.RawApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What reading takes for granted. */
abstract class ReadContract extends ApiServerContract {
  ReadContract(KubernetesClient client) {
    super(client);
  }

  @Test
  void anObjectGetsAnIdentityAndIsReadAsItWasWritten() {
    // When
    RawApi.Reply reply = created(core + "/configmaps", configMap("k", "v"));

    // Then
    assertThat(reply.text("/metadata/uid")).isNotEmpty();
    assertThat(reply.text("/metadata/creationTimestamp")).endsWith("Z");
    assertThat(reply.text("/metadata/resourceVersion")).isNotEmpty();
    assertThat(reply.text("/metadata/namespace")).isEqualTo(namespace);
    assertThat(api.get(core + "/configmaps/" + name).body()).isEqualTo(reply.body());
  }

  @Test
  void whatDoesNotExistIsNotFound() {
    RawApi.Reply missing = api.get(apps + "/statefulsets/none");
    assertThat(missing.outcome()).isEqualTo("404 NotFound");
    assertThat(missing.text("/kind")).isEqualTo("Status");
    assertThat(missing.text("/message")).isEqualTo("statefulsets.apps \"none\" not found");
    assertThat(missing.text("/details/name")).isEqualTo("none");
    assertThat(api.delete(core + "/secrets/none", null).outcome()).isEqualTo("404 NotFound");
    assertThat(api.get("/apis/none.example/v1/nones").code()).isEqualTo(404);
    String elsewhere = "/api/v1/namespaces/none-" + suffix + "/configmaps";
    assertThat(api.post(elsewhere, configMap("k", "v")).outcome()).isEqualTo("404 NotFound");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tier=a | a",
        "tier==a | a",
        "tier!=a | b,plain",
        "tier in (a,b) | a,b",
        "tier notin (a) | b,plain",
        "tier | a,b",
        "!tier | plain",
        "tier,tier!=b | a"
      })
  void aListIsChosenByLabels(String selector, String expected) {
    // Given
    for (String tier : List.of("a", "b", "plain")) {
      ObjectNode map = object("v1", "ConfigMap", name + "-" + tier);
      ObjectNode labels = map.withObject("/metadata/labels").put("test", name);
      if (!tier.equals("plain")) {
        labels.put("tier", tier);
      }
      created(core + "/configmaps", map);
    }

    // When
    String query = (selector + ",test=" + name).replace(" ", "%20").replace("!", "%21");
    JsonNode list = api.get(core + "/configmaps?labelSelector=" + query).body();

    // Then
    assertThat(list.path("kind").asText()).isEqualTo("ConfigMapList");
    assertThat(list.at("/metadata/resourceVersion").asText()).isNotEmpty();
    assertThat(names(list)).allMatch(each -> each.startsWith(name + "-"));
    assertThat(names(list))
        .map(each -> each.substring(name.length() + 1))
        .containsExactlyInAnyOrder(expected.split(","));
  }

  @Test
  void aListIsChosenByFields() {
    created(core + "/pods", pod(name));
    for (String fields :
        List.of(
            "spec.nodeName=" + name,
            "metadata.name=" + name + ",status.phase=Pending",
            "spec.nodeName=" + name + ",metadata.namespace=" + namespace)) {
      JsonNode list = api.get("/api/v1/pods?fieldSelector=" + fields).body();
      assertThat(names(list)).containsExactly(name);
    }
    String other = "/api/v1/pods?fieldSelector=status.phase!=Pending,spec.nodeName=" + name;
    assertThat(names(api.get(other).body())).isEmpty();
    assertThat(api.get(core + "/pods?fieldSelector=spec.hostname=x").code()).isEqualTo(400);
  }

  @Test
  void discoveryNamesWhatIsServed() {
    assertThat(api.get("/version").text("/gitVersion")).startsWith("v1.");
    assertThat(api.get("/api/v1").body().at("/resources").findValuesAsText("name"))
        .contains("pods", "pods/status", "pods/log", "persistentvolumeclaims", "nodes");
    assertThat(api.get("/apis").body().at("/groups").findValuesAsText("name"))
        .contains("apps", group);
    JsonNode widget = api.get("/apis/" + group + "/v1").body().at("/resources/0");
    assertThat(widget.path("kind").asText()).isEqualTo("Widget");
    assertThat(widget.path("namespaced").asBoolean()).isTrue();
    assertThat(widget.at("/shortNames/0").asText()).isEqualTo("wd");
  }

  @Test
  void aClientMayAskWhatItMayDo() {
    ObjectNode review = object("authorization.k8s.io/v1", "SelfSubjectAccessReview", "");
    review.set("spec", json("{'resourceAttributes': {'verb': 'get', 'resource': 'pods'}}"));
    RawApi.Reply reply = api.post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review);
    assertThat(reply.body().at("/status/allowed").asBoolean()).isTrue();
  }
}
