package io.questdb.migration.lab.apiserver;

import static io.questdb.migration.lab.apiserver.RawApi.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * What the operator, its controllers' stand-ins and its tests take for granted about a Kubernetes
 * API server. Every claim also holds for kube-apiserver 1.34, with the garbage collector of
 * kube-controller-manager beside it and a client that may do everything.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApiServerContract {
  static final Duration SOON = Duration.ofSeconds(60);

  final String suffix = UUID.randomUUID().toString().substring(0, 8);
  final String namespace = "contract-" + suffix;
  final String group = suffix + ".contract.example";
  final String core = "/api/v1/namespaces/" + namespace;
  final String apps = "/apis/apps/v1/namespaces/" + namespace;
  final String widgets = "/apis/" + group + "/v1/namespaces/" + namespace + "/widgets";
  private final String crd = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  final KubernetesClient client;
  final RawApi api;
  String name;

  /** The client may do everything. */
  ApiServerContract(KubernetesClient client) {
    this.client = client;
    this.api = new RawApi(client);
  }

  @BeforeAll
  void aNamespaceAndAKindOfOurOwn() {
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
  }

  @BeforeEach
  void aNameOfItsOwn() {
    name = "x" + UUID.randomUUID().toString().substring(0, 8);
  }

  static ObjectNode object(String apiVersion, String kind, String name) {
    ObjectNode object = json("{}").put("apiVersion", apiVersion).put("kind", kind);
    object.putObject("metadata").put("name", name);
    return object;
  }

  ObjectNode configMap(String key, String value) {
    ObjectNode map = object("v1", "ConfigMap", name);
    map.putObject("data").put(key, value);
    return map;
  }

  ObjectNode widget(String spec) {
    return object(group + "/v1", "Widget", name).set("spec", json(spec));
  }

  ObjectNode statefulSet() {
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
  ObjectNode pod(String node) {
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

  RawApi.Reply created(String path, ObjectNode object) {
    RawApi.Reply reply = api.post(path, object);
    assertThat(reply.code()).as(reply.body().toString()).isEqualTo(201);
    return reply;
  }

  static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.path("items").forEach(item -> names.add(item.at("/metadata/name").asText()));
    return names;
  }
}
