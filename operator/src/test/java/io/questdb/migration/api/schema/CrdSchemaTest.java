package io.questdb.migration.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrdSchemaTest {

  /** Every schema node by its path, such as {@code .spec.access.users[].name}. */
  private static Map<String, JsonNode> nodes() throws IOException {
    Map<String, JsonNode> nodes = new TreeMap<>();
    collect("", CrdFiles.schema(), nodes);
    return nodes;
  }

  private static void collect(String path, JsonNode schema, Map<String, JsonNode> into) {
    into.put(path, schema);
    schema
        .path("properties")
        .properties()
        .forEach(p -> collect(path + "." + p.getKey(), p.getValue(), into));
    if (schema.has("items")) {
      collect(path + "[]", schema.get("items"), into);
    }
    if (schema.has("additionalProperties")) {
      collect(path + "{}", schema.get("additionalProperties"), into);
    }
  }

  @Test
  void everyTextListAndMapIsBounded() throws IOException {
    List<String> unbounded = new ArrayList<>();
    nodes()
        .forEach(
            (path, schema) -> {
              boolean bounded =
                  switch (schema.get("type").asText()) {
                    case "string" -> schema.has("enum") || schema.has("maxLength");
                    case "array" -> schema.has("maxItems");
                    case "object" -> schema.has("properties") || schema.has("maxProperties");
                    default -> true;
                  };
              if (!bounded) {
                unbounded.add(path);
              }
            });
    assertThat(unbounded).isEmpty();
  }

  @Test
  void everyPropertyIsDescribed() throws IOException {
    List<String> silent = new ArrayList<>();
    nodes()
        .forEach(
            (path, schema) -> {
              boolean property = !path.endsWith("]") && !path.endsWith("}");
              if (property && schema.path("description").asText().length() < 10) {
                silent.add(path);
              }
            });
    assertThat(silent).isEmpty();
  }

  @Test
  void nothingInTheSpecHasASchemaDefault() throws IOException {
    // A default that the API server fills in shows up as drift in GitOps tools.
    assertThat(CrdFiles.schema().at("/properties/spec").findValues("default")).isEmpty();
  }

  @Test
  void anUnseenStatusIsAboutNoGeneration() throws IOException {
    JsonNode status = nodes().get(".status");
    assertThat(status.at("/default/observedGeneration").asInt()).isEqualTo(-1);
    assertThat(status.at("/properties/observedGeneration/default").asInt()).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({
    ".status.conditions,type",
    ".status.steps,name",
    ".status.operations,key",
    ".spec.enterprise.imagePullSecrets,name",
    ".spec.access.groups,name",
    ".spec.access.users,name",
    ".spec.access.serviceAccounts,name",
  })
  void aListOfNamedThingsIsAMapByItsRequiredKey(String path, String key) throws IOException {
    JsonNode list = nodes().get(path);
    assertThat(list.get("x-kubernetes-list-type").asText()).isEqualTo("map");
    assertThat(list.get("x-kubernetes-list-map-keys")).singleElement().hasToString('"' + key + '"');
    assertThat(list.at("/items/required")).anyMatch(name -> name.asText().equals(key));
  }

  @Test
  void everyInstantHasItsFormat() throws IOException {
    nodes()
        .forEach(
            (path, schema) -> {
              if (path.matches(".*(At|Time)")) {
                assertThat(schema.path("format").asText()).as(path).isEqualTo("date-time");
              }
            });
  }

  @Test
  void kubectlGetShowsReadyStepOutageAndAgeAndMoreWhenWide() throws IOException {
    JsonNode columns = CrdFiles.crd().at("/spec/versions/0/additionalPrinterColumns");
    assertThat(columns)
        .extracting(column -> column.get("name").asText() + column.get("priority"))
        .containsExactly("Ready0", "Step0", "Outage0", "Age0", "Image1", "Reason1", "Message1");
  }

  @Test
  void statusIsASubresource() throws IOException {
    assertThat(CrdFiles.crd().at("/spec/versions/0/subresources/status").isObject()).isTrue();
  }
}
