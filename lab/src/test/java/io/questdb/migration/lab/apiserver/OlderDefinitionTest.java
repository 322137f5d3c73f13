package io.questdb.migration.lab.apiserver;

import static io.questdb.migration.lab.apiserver.RawApi.MERGE_PATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.adapter.kubernetes.ClientFactory;
import io.questdb.migration.adapter.kubernetes.KubernetesMigrations;
import io.questdb.migration.api.schema.CrdFiles;
import io.questdb.migration.api.schema.CrdFiles.Sample;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationStatus;
import io.questdb.migration.lab.cluster.ControlPlane;
import io.questdb.migration.lab.cluster.Terminal;
import io.questdb.migration.lab.stage.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was stored while the definition knew less: neither its rules nor its defaults, nor some of
 * its fields. After the upgrade of the definition the operator and people go on with it.
 */
@Tag("cluster")
@ExtendWith(RealControlPlane.class)
final class OlderDefinitionTest {
  private static final String NAMESPACE = "older-" + UUID.randomUUID().toString().substring(0, 8);
  private static final String RESOURCES =
      "/apis/migration.questdb.io/v1alpha1/namespaces/" + NAMESPACE + "/questdbmigrations";
  private static final Set<String> RULES =
      Set.of(
          "x-kubernetes-validations",
          "pattern",
          "format",
          "enum",
          "default",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "minProperties",
          "maxProperties",
          "minimum",
          "maximum");

  /** What is wrong with these, no definition has allowed yet, and none can begin to refuse. */
  private static final Map<String, String> NEVER_STORED =
      Map.of(
          "invalid-access-absent.yaml", "a field is required",
          "invalid-access-mode-absent.yaml", "a field is required",
          "invalid-server-conf-value-not-text.yaml", "a value has another type",
          "invalid-snapshot-twice.yaml", "a list is a set",
          "invalid-user-twice.yaml", "a list is a map");

  private static KubernetesClient client;
  private static KubernetesClient operator;
  private static RawApi api;

  @TempDir private static Path directory;

  static Stream<Sample> stored() {
    return CrdFiles.samples("invalid-").stream()
        .filter(sample -> sample.before().isEmpty())
        .filter(sample -> !NEVER_STORED.containsKey(sample.name()));
  }

  @BeforeAll
  static void upgrade(ControlPlane controlPlane) throws Exception {
    client = controlPlane.client();
    operator =
        ClientFactory.create(Config.fromKubeconfig(controlPlane.kubeconfig().toFile()), "test");
    api = new RawApi(client);
    Terminal terminal = new Terminal(controlPlane, NAMESPACE);
    Path older = directory.resolve("older.yaml");
    Files.writeString(older, older(new YAMLMapper().readTree(Repository.definition())).toString());
    run(terminal, "create namespace " + NAMESPACE);
    run(terminal, "apply --server-side -f " + older);
    run(terminal, "wait --for=condition=Established --timeout=30s -f " + older);
    List<Sample> samples = stored().toList();
    await("the older definition is served")
        .atMost(Duration.ofSeconds(30))
        .until(() -> store(samples.get(0), "?dryRun=All").code() == 201);
    for (Sample sample : samples) {
      RawApi.Reply reply = store(sample, "");
      assertThat(reply.code()).as(sample + " " + reply.body()).isEqualTo(201);
      assertThat(reply.body().has("status")).as(reply.body().toString()).isFalse();
    }
    run(terminal, "apply --server-side -f crds");
    await("the definition is served")
        .atMost(Duration.ofSeconds(30))
        .until(() -> store(samples.get(0), "?dryRun=All").code() == 422);
  }

  @AfterAll
  static void end() {
    api.delete("/api/v1/namespaces/" + NAMESPACE, null);
    client.close();
    operator.close();
  }

  @ParameterizedTest
  @MethodSource("stored")
  void theOperatorAndPeopleGoOnWithIt(Sample sample) {
    // Given
    String path = RESOURCES + "/" + name(sample);
    assertThat(api.get(path).text("/status/observedGeneration")).isEqualTo("-1");
    // When
    KubernetesMigrations migrations = new KubernetesMigrations(operator);
    QuestDBMigration found = migrations.get(NAMESPACE, name(sample)).orElseThrow();
    QuestDBMigrationStatus status = new QuestDBMigrationStatus();
    status.setObservedGeneration(1L);
    status.setStep("Inspect");
    QuestDBMigration seen = migrations.writeStatus(found, status);
    migrations.writeFinalizers(seen, List.of("migration.questdb.io/finalizer"));
    RawApi.Reply suspended = api.patch(path, MERGE_PATCH, "{'spec': {'suspend': true}}");
    migrations.writeFinalizers(migrations.get(NAMESPACE, name(sample)).orElseThrow(), List.of());
    // Then
    assertThat(suspended.code()).as(suspended.body().toString()).isEqualTo(200);
    assertThat(suspended.text("/status/observedGeneration")).isEqualTo("1");
    assertThat(suspended.text("/metadata/generation")).isEqualTo("2");
  }

  private static RawApi.Reply store(Sample sample, String query) {
    ObjectNode resource = sample.resource().deepCopy();
    resource.withObject("/metadata").put("name", name(sample));
    return api.post(RESOURCES + query, resource);
  }

  private static String name(Sample sample) {
    return sample.name().replace(".yaml", "");
  }

  /** The definition without what makes it strict, and without a field. */
  private static JsonNode older(JsonNode definition) {
    ObjectNode schema =
        (ObjectNode) definition.at("/spec/versions/0/schema/openAPIV3Schema/properties");
    for (JsonNode parent : List.copyOf(schema.findParents("type"))) {
      ((ObjectNode) parent).remove(RULES);
    }
    ((ObjectNode) schema.at("/spec/properties")).remove("suspend");
    ((ObjectNode) schema.at("/status/properties")).remove("handoff");
    return definition;
  }

  private static void run(Terminal terminal, String line) throws Exception {
    Terminal.Ran ran = terminal.kubectl(line);
    assertThat(ran.code()).as("kubectl %s: %s", line, ran.output()).isZero();
  }
}
