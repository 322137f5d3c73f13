package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One served resource. {@code traits} names its subresources, whether it counts generations, and
 * {@code review} for what is only asked; {@code schema} is present for kinds made by a CRD.
 */
record ResourceType(
    String apiVersion,
    String kind,
    String plural,
    List<String> shortNames,
    boolean namespaced,
    Set<String> traits,
    Optional<JsonNode> schema) {

  static Stream<ResourceType> builtIn() {
    return Json.lines("resources.txt").map(line -> line.split(" ")).map(ResourceType::parse);
  }

  private static ResourceType parse(String... words) {
    List<String> shortNames = words[3].equals("-") ? List.of() : List.of(words[3]);
    Set<String> traits = Set.of(words[5].split(","));
    boolean namespaced = words[4].equals("namespaced");
    return new ResourceType(
        words[0], words[1], words[2], shortNames, namespaced, traits, Optional.empty());
  }

  /** The type that a CustomResourceDefinition asks for, in its storage version. */
  static ResourceType of(JsonNode crd) {
    JsonNode names = crd.at("/spec/names");
    JsonNode version = crd.at("/spec/versions/0");
    for (JsonNode each : crd.at("/spec/versions")) {
      version = each.path("storage").asBoolean() ? each : version;
    }
    return new ResourceType(
        crd.at("/spec/group").asText() + "/" + version.path("name").asText(),
        names.path("kind").asText(),
        names.path("plural").asText(),
        Json.texts(names.path("shortNames")),
        crd.at("/spec/scope").asText().equals("Namespaced"),
        version.at("/subresources/status").isMissingNode()
            ? Set.of("generation")
            : Set.of("status", "generation"),
        Optional.of(version.at("/schema/openAPIV3Schema")));
  }

  boolean has(String trait) {
    return traits.contains(trait);
  }

  boolean is(String pluralName) {
    return plural.equals(pluralName);
  }

  String group() {
    return apiVersion.contains("/") ? apiVersion.replaceFirst("/.*", "") : "";
  }

  String version() {
    return apiVersion.replaceFirst(".*/", "");
  }

  /** A plural or kind as the API server's messages name it: {@code statefulsets.apps}. */
  String qualified(String word) {
    return group().isEmpty() ? word : word + "." + group();
  }
}
