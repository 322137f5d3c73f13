package io.questdb.migration.lab.apiserver;

import static io.questdb.migration.lab.apiserver.RawApi.APPLY_PATCH;
import static io.questdb.migration.lab.apiserver.RawApi.JSON_PATCH;
import static io.questdb.migration.lab.apiserver.RawApi.MERGE_PATCH;
import static io.questdb.migration.lab.apiserver.RawApi.STRATEGIC_PATCH;
import static io.questdb.migration.lab.apiserver.RawApi.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the operator, its controllers' stand-ins and its tests take for granted about a Kubernetes
 * API server. Every claim also holds for kube-apiserver 1.34, with the garbage collector of
 * kube-controller-manager beside it and a client that may do everything.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApiServerContract {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final String suffix = UUID.randomUUID().toString().substring(0, 8);
  private final String namespace = "contract-" + suffix;
  private final String group = suffix + ".contract.example";
  private final String core = "/api/v1/namespaces/" + namespace;
  private final String apps = "/apis/apps/v1/namespaces/" + namespace;
  private final String widgets = "/apis/" + group + "/v1/namespaces/" + namespace + "/widgets";
  private final String crd = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private RawApi api;
  private String name;

  /** A client of the server under test. */
  abstract KubernetesClient client();

  /** Ends what the subclass began. */
  void end() {}

  @BeforeAll
  void aNamespaceAndAKindOfOurOwn() {
    api = new RawApi(client());
    api.post("/api/v1/namespaces", object("v1", "Namespace", namespace));
    api.post(core + "/serviceaccounts", object("v1", "ServiceAccount", "contract"));
    ObjectNode definition = object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "");
    definition.withObject("/metadata").put("name", "widgets." + group);
    definition.setAll(
        json(
            """
            {'spec': {'group': '%s', 'scope': 'Namespaced',
              'names': {'kind': 'Widget', 'plural': 'widgets', 'singular': 'widget',
                'listKind': 'WidgetList', 'shortNames': ['wd']},
              'versions': [{'name': 'v1', 'served': true, 'storage': true,
                'subresources': {'status': {}},
                'schema': {'openAPIV3Schema': {'type': 'object', 'required': ['spec'], 'properties': {
                  'spec': {'type': 'object', 'required': ['size'], 'properties': {
                    'size': {'type': 'integer', 'minimum': 1, 'maximum': 9},
                    'mode': {'type': 'string', 'enum': ['Fast', 'Safe'], 'default': 'Safe'},
                    'wait': {'type': 'string', 'pattern': '^[0-9]+s$', 'maxLength': 5},
                    'tags': {'type': 'array', 'maxItems': 3, 'items': {'type': 'string'}},
                    'inner': {'type': 'object', 'default': {}, 'properties': {
                      'depth': {'type': 'integer', 'default': 7}}},
                    'free': {'type': 'object', 'additionalProperties': {'type': 'string'}},
                    'open': {'type': 'object', 'x-kubernetes-preserve-unknown-fields': true}}},
                  'status': {'type': 'object', 'properties': {
                    'seen': {'type': 'integer', 'default': -1},
                    'step': {'type': 'string'}}}}}}}]}}
            """
                .formatted(group)));
    assertThat(api.post(crd, definition).code()).isEqualTo(201);
    await().atMost(SOON).until(() -> api.get(widgets).code() == 200);
  }

  @AfterAll
  void nothingIsLeft() {
    api.delete(crd + "/widgets." + group, null);
    api.delete("/api/v1/namespaces/" + namespace, null);
    end();
  }

  @BeforeEach
  void aNameOfItsOwn() {
    name = "x" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static ObjectNode object(String apiVersion, String kind, String name) {
    ObjectNode object = json("{}").put("apiVersion", apiVersion).put("kind", kind);
    object.putObject("metadata").put("name", name);
    return object;
  }

  private ObjectNode configMap(String key, String value) {
    ObjectNode map = object("v1", "ConfigMap", name);
    map.putObject("data").put(key, value);
    return map;
  }

  private ObjectNode widget(String spec) {
    return object(group + "/v1", "Widget", name).set("spec", json(spec));
  }

  private ObjectNode statefulSet() {
    ObjectNode set = object("apps/v1", "StatefulSet", name);
    return set.set(
        "spec",
        json(
            """
            {'serviceName': 'db', 'replicas': 0, 'selector': {'matchLabels': {'app': 'db'}},
             'template': {'metadata': {'labels': {'app': 'db'}}, 'spec': {'containers': [
               {'name': 'db', 'image': 'db:1', 'env': [{'name': 'A', 'value': '1'}]},
               {'name': 'side', 'image': 'side:1'}]}}}
            """));
  }

  /** Bound to a node that does not exist, so that nothing but the test acts on it. */
  private ObjectNode pod(String node) {
    ObjectNode pod = object("v1", "Pod", name);
    pod.set(
        "spec",
        json(
            """
            {'serviceAccountName': 'contract', 'automountServiceAccountToken': false,
             'containers': [{'name': 'main', 'image': 'main:1'}]}
            """));
    if (node.isEmpty()) {
      pod.withObject("/spec").putArray("schedulingGates").addObject().put("name", "contract/gate");
    } else {
      pod.withObject("/spec").put("nodeName", node);
    }
    return pod;
  }

  private RawApi.Reply created(String path, ObjectNode object) {
    RawApi.Reply reply = api.post(path, object);
    assertThat(reply.code()).as(reply.body().toString()).isEqualTo(201);
    return reply;
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.path("items").forEach(item -> names.add(item.at("/metadata/name").asText()));
    return names;
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
    var maps = client().configMaps().inNamespace(namespace);
    try (SharedIndexInformer<ConfigMap> informer = maps.withName(name).inform(log)) {
      api.patch(path, MERGE_PATCH, "{'data': {'k': '2'}}");
      api.delete(path, null);

      // Then
      await().atMost(SOON).until(() -> seen.contains("deleted 2"));
      assertThat(seen).containsExactly("added 1", "updated 2", "deleted 2");
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
