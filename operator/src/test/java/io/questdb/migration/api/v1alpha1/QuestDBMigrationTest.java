package io.questdb.migration.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuestDBMigrationTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @ParameterizedTest
  @ValueSource(strings = {"valid-full.yaml", "valid-status.yaml", "valid-minimal.yaml"})
  void nothingIsLostBetweenYamlAndBeans(String file) throws IOException {
    // Given
    JsonNode yaml = read(file);

    // Then
    assertThat(throughBean(yaml.get("spec"), QuestDBMigrationSpec.class))
        .isEqualTo(yaml.get("spec"));
    if (yaml.has("status")) {
      assertThat(throughBean(yaml.get("status"), QuestDBMigrationStatus.class))
          .isEqualTo(yaml.get("status"));
    }
  }

  @Test
  void theFullExampleSetsEveryFieldOfTheSpec() throws IOException {
    assertThat(missing(read("valid-full.yaml").get("spec"), "spec")).isEmpty();
  }

  @Test
  void theStatusExampleSetsEveryFieldOfTheStatus() throws IOException {
    assertThat(missing(read("valid-status.yaml").get("status"), "status")).isEmpty();
  }

  @Test
  void aFieldOfANewerVersionDoesNotStopTheClientFromReading() throws IOException {
    // Given
    ObjectNode newer = (ObjectNode) read("valid-minimal.yaml");
    ((ObjectNode) newer.get("spec")).put("ofANewerVersion", "x");

    // Then
    QuestDBMigration read = serialization.unmarshal(newer.toString(), QuestDBMigration.class);
    assertThat(read.getSpec().getAccess().getMode()).isEqualTo(AccessMode.OPEN);
  }

  @Test
  void anUnseenResourceHasAStatusAboutNoGeneration() {
    assertThat(new QuestDBMigration().getStatus().getObservedGeneration()).isEqualTo(-1L);
  }

  @Test
  void itsTextShowsNothingOfTheSpec() {
    // Given: a value that could be a secret
    QuestDBMigration migration = new QuestDBMigration();
    migration.getSpec().setServerConf(Map.of("some.key", "hunter2"));

    // Then
    assertThat(migration.toString()).doesNotContain("hunter2");
  }

  private static JsonNode throughBean(JsonNode part, Class<?> type) throws IOException {
    return JSON.readTree(JSON.writeValueAsString(JSON.treeToValue(part, type)));
  }

  private static List<String> missing(JsonNode example, String part) throws IOException {
    Path crd = Path.of("..", "crds", "questdbmigrations.migration.questdb.io.yaml");
    JsonNode schema =
        new YAMLMapper()
            .readTree(crd.toFile())
            .at("/spec/versions/0/schema/openAPIV3Schema/properties/" + part);
    List<String> missing = new ArrayList<>();
    missing(schema, example, part, missing);
    return missing;
  }

  private static void missing(
      JsonNode schema, JsonNode example, String path, List<String> missing) {
    for (String name : names(schema)) {
      if (example.has(name)) {
        missing(schema.at("/properties/" + name), example.get(name), path + "." + name, missing);
      } else {
        missing.add(path + "." + name);
      }
    }
    if (schema.has("items") && example.size() > 0) {
      missing(schema.get("items"), example.get(example.size() - 1), path + "[]", missing);
    }
  }

  private static List<String> names(JsonNode schema) {
    List<String> names = new ArrayList<>();
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static JsonNode read(String file) throws IOException {
    return new YAMLMapper().readTree(Path.of("src", "test", "resources", "crd", file).toFile());
  }
}
