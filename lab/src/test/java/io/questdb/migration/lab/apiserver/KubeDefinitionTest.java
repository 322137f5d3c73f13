package io.questdb.migration.lab.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.api.schema.CrdFiles;
import io.questdb.migration.api.schema.CrdFiles.Sample;
import io.questdb.migration.lab.cluster.ControlPlane;
import io.questdb.migration.lab.cluster.Terminal;
import io.questdb.migration.lab.stage.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The definition of the resource on a real API server, through its API and through kubectl. */
@Tag("cluster")
@ExtendWith(RealControlPlane.class)
final class KubeDefinitionTest {
  private static final String NAMESPACE = "kind-" + UUID.randomUUID().toString().substring(0, 8);
  private static final String RESOURCES =
      "/apis/migration.questdb.io/v1alpha1/namespaces/" + NAMESPACE + "/questdbmigrations";
  private static final String STRICT = "?fieldValidation=Strict";
  private static final String DEFINITION =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/"
          + "questdbmigrations.migration.questdb.io";

  private static KubernetesClient client;
  private static RawApi api;
  private static Terminal terminal;

  @BeforeAll
  static void begin(ControlPlane controlPlane) throws Exception {
    client = controlPlane.client();
    api = new RawApi(client);
    terminal = new Terminal(controlPlane, NAMESPACE);
    // The rules of the schema are compiled, and their cost is bounded, when it is created.
    expect(0, "apply --server-side -f crds");
    expect(0, "wait --for=condition=Established --timeout=30s -f crds");
    expect(0, "create namespace " + NAMESPACE);
  }

  @AfterAll
  static void end() {
    api.delete("/api/v1/namespaces/" + NAMESPACE, null);
    client.close();
  }

  @AfterEach
  void nothingIsLeft() {
    api.delete(RESOURCES, null);
  }

  static List<Sample> valid() {
    return CrdFiles.samples("valid-");
  }

  static List<Sample> invalid() {
    return CrdFiles.samples("invalid-");
  }

  static List<String> examples() throws IOException {
    try (Stream<Path> files = Files.list(Repository.root().resolve("examples"))) {
      return files
          .map(file -> "examples/" + file.getFileName())
          .filter(name -> name.endsWith(".yaml"))
          .sorted()
          .toList();
    }
  }

  @Test
  void theDefinitionIsAccepted() {
    JsonNode conditions = api.get(DEFINITION).body().at("/status/conditions");
    assertThat(conditions).isNotEmpty();
    for (JsonNode condition : conditions) {
      boolean bad = condition.path("type").asText().startsWith("NonStructural");
      assertThat(condition.path("status").asText())
          .as(condition.toString())
          .isEqualTo(bad ? "False" : "True");
    }
  }

  @ParameterizedTest
  @MethodSource("valid")
  void aValidResourceIsAccepted(Sample sample) {
    RawApi.Reply reply = send(sample);
    assertThat(reply.code()).as(reply.body().toString()).isLessThan(300);
    if (sample.resource().has("status")) {
      ObjectNode withStatus = (ObjectNode) reply.body();
      withStatus.set("status", sample.resource().path("status"));
      RawApi.Reply stored = api.put(path(sample) + "/status", withStatus);
      assertThat(stored.code()).as(stored.body().toString()).isEqualTo(200);
      assertThat(stored.body().path("status")).isEqualTo(sample.resource().path("status"));
    }
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void anInvalidResourceIsRefusedWithTheMessageOfItsFirstLine(Sample sample) {
    RawApi.Reply reply = send(sample);
    assertThat(reply.outcome()).isIn("422 Invalid", "400 BadRequest");
    assertThat(reply.text("/message")).contains(sample.message());
  }

  @Test
  void aResourceThatNobodyHasSeenSaysSo() {
    RawApi.Reply reply = send(sample("valid-minimal.yaml"));
    assertThat(reply.text("/status/observedGeneration")).isEqualTo("-1");
  }

  @Test
  void anUnknownFieldIsDroppedUnlessValidationIsStrict() {
    ObjectNode resource = sample("valid-minimal.yaml").resource().deepCopy();
    resource.withObject("/spec/enterprise").put("imageTag", "3.2.4");
    RawApi.Reply strict = api.post(RESOURCES + STRICT, resource);
    assertThat(strict.outcome()).isEqualTo("400 BadRequest");
    assertThat(strict.text("/message")).contains("unknown field \"spec.enterprise.imageTag\"");
    RawApi.Reply lenient = api.post(RESOURCES + "?fieldValidation=Ignore", resource);
    assertThat(lenient.body().at("/spec/enterprise").has("imageTag")).isFalse();
  }

  @Test
  void kubectlExplainsEveryField() throws Exception {
    assertThat(expect(0, "explain qdbm.spec.access.adminSecretName"))
        .contains("Name of a Secret of type kubernetes.io/basic-auth");
    String explained = expect(0, "explain qdbm --recursive");
    JsonNode schema = api.get(DEFINITION).body().at("/spec/versions/0/schema/openAPIV3Schema");
    assertThat(fields(schema))
        .contains("baseVersion", "observedGeneration")
        .allSatisfy(field -> assertThat(explained).contains(" " + field + "\t<"));
  }

  private static Stream<String> fields(JsonNode schema) {
    if (schema.isMissingNode()) {
      return Stream.empty();
    }
    Set<Map.Entry<String, JsonNode>> properties = schema.path("properties").properties();
    Stream<JsonNode> inner =
        Stream.concat(
            properties.stream().map(Map.Entry::getValue), Stream.of(schema.path("items")));
    return Stream.concat(
        properties.stream().map(Map.Entry::getKey), inner.flatMap(KubeDefinitionTest::fields));
  }

  @Test
  void kubectlShowsAndAwaitsConditions() throws Exception {
    // Given
    Sample sample = sample("valid-status.yaml");
    ObjectNode resource = (ObjectNode) send(sample).body();
    resource.set("status", sample.resource().path("status"));
    resource.withArray("/status/conditions").addObject().setAll(condition("Succeeded", "True"));
    api.put(path(sample) + "/status", resource);

    // Then
    List<String> lines = expect(0, "get qdbm -o wide").lines().toList();
    assertThat(lines.get(0).split(" +"))
        .containsExactly("NAME", "READY", "STEP", "OUTAGE", "AGE", "IMAGE", "REASON", "MESSAGE");
    assertThat(lines.get(1))
        .contains("False", "SnapshotOffline", "40.5", "Migrating", "being backed up");
    expect(0, "wait --for=condition=Succeeded qdbm/trades --timeout=10s");
    expect(1, "wait --for=condition=Ready qdbm/trades --timeout=1s");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleIsAppliedAndThenDiffersInNothing(String file) throws Exception {
    assertThat(expect(0, "apply --server-side --dry-run=server -f " + file))
        .contains("serverside-applied (server dry run)");
    assertThat(expect(1, "diff --server-side -f " + file)).contains("+kind: ");
    expect(0, "apply --server-side -f " + file);
    expect(0, "diff --server-side -f " + file);
    expect(0, "apply --dry-run=server -f " + file);
    expect(0, "delete --wait=false -f " + file);
  }

  private static String expect(int code, String line) throws Exception {
    Terminal.Ran ran = terminal.kubectl(line);
    assertThat(ran.code()).as("kubectl %s: %s", line, ran.output()).isEqualTo(code);
    return ran.output();
  }

  /** With the validation that kubectl asks for. */
  private static RawApi.Reply send(Sample sample) {
    if (sample.before().isEmpty()) {
      return api.post(RESOURCES + STRICT, sample.resource());
    }
    RawApi.Reply made = api.post(RESOURCES + STRICT, sample.before().get());
    assertThat(made.code()).as(made.body().toString()).isEqualTo(201);
    ObjectNode next = sample.resource().deepCopy();
    next.withObject("/metadata").put("resourceVersion", made.text("/metadata/resourceVersion"));
    return api.put(path(sample) + STRICT, next);
  }

  private static String path(Sample sample) {
    return RESOURCES + "/" + sample.resource().at("/metadata/name").asText();
  }

  private static Sample sample(String name) {
    return CrdFiles.samples(name).get(0);
  }

  private static ObjectNode condition(String type, String status) {
    return RawApi.json(
        """
        {'type': '%s', 'status': '%s', 'lastTransitionTime': '2026-11-24T10:00:00Z',
         'reason': 'Verified', 'message': ''}
        """
            .formatted(type, status));
  }
}
