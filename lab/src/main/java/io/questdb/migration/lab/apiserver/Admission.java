package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Defaults and refusals of the built-in kinds, and the schema of the others. */
final class Admission {
  private record Default(String plural, String path, JsonNode value) {}

  private static final List<Default> DEFAULTS =
      Json.lines("defaults.txt").map(line -> parse(line.split(" ", 3))).toList();
  private static final Map<String, String> POD_SPEC =
      Map.of("pods", "spec.", "statefulsets", "spec.template.spec.");
  private static final List<String> MUTABLE_IN_SETS =
      List.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");

  private final List<String> causes = new ArrayList<>();

  private Admission() {}

  /**
   * Defaults {@code object} in place.
   *
   * @param before the stored object, empty for a creation
   * @throws ApiError 422 with every cause when the object may not be stored
   */
  static void admit(ResourceType type, ObjectNode before, ObjectNode object) {
    Admission admission = new Admission();
    if (type.schema().isPresent()) {
      admission.causes.addAll(Schema.apply(type.schema().get(), object));
    } else {
      prepare(type, object);
    }
    if (!before.isEmpty()) {
      admission.checkUpdate(type, before, object);
    } else if (type.is("pods")) {
      admission.checkContainers(object.path("spec"), "containers");
      admission.checkContainers(object.path("spec"), "initContainers");
    }
    if (!admission.causes.isEmpty()) {
      throw ApiError.invalid(type, Json.meta(object, "name"), admission.causes);
    }
  }

  private static Default parse(String... words) {
    try {
      return new Default(words[0], words[1], Json.MAPPER.readTree(words[2]));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void prepare(ResourceType type, ObjectNode object) {
    if (type.is("secrets") && object.remove("stringData") instanceof ObjectNode texts) {
      for (Map.Entry<String, JsonNode> entry : texts.properties()) {
        byte[] bytes = entry.getValue().asText().getBytes(StandardCharsets.UTF_8);
        String encoded = Base64.getEncoder().encodeToString(bytes);
        object.withObject("/data").put(entry.getKey(), encoded);
      }
    }
    for (Default each : DEFAULTS) {
      if (type.is(each.plural())) {
        fill(object, each.path(), each.value());
      } else if (each.plural().equals("pod-spec") && POD_SPEC.containsKey(type.plural())) {
        fill(object, POD_SPEC.get(type.plural()) + each.path(), each.value());
      }
    }
  }

  /** Only {@code status} and the last field of a path come into being; other parents must exist. */
  private static void fill(ObjectNode parent, String path, JsonNode value) {
    String field = path.replaceFirst("[.].*", "");
    String rest = path.equals(field) ? "" : path.substring(field.length() + 1);
    if (rest.isEmpty() && !parent.hasNonNull(field)) {
      parent.set(field, value.deepCopy());
    } else if (field.endsWith("[]")) {
      parent.path(field.replace("[]", "")).forEach(item -> fill((ObjectNode) item, rest, value));
    } else if (!rest.isEmpty() && (parent.path(field).isObject() || field.equals("status"))) {
      fill(parent.withObject("/" + field), rest, value);
    }
  }

  private void checkContainers(JsonNode spec, String list) {
    Set<String> volumes = new HashSet<>();
    spec.path("volumes").forEach(volume -> volumes.add(volume.path("name").asText()));
    if (list.equals("containers") && spec.path(list).isEmpty()) {
      causes.add("spec.containers: Required value");
    }
    for (int i = 0; i < spec.path(list).size(); i++) {
      JsonNode container = spec.path(list).get(i);
      String path = "spec." + list + "[" + i + "].";
      if (container.path("image").asText().isBlank()) {
        causes.add(path + "image: Required value");
      }
      for (int m = 0; m < container.path("volumeMounts").size(); m++) {
        String name = container.path("volumeMounts").get(m).path("name").asText();
        if (!volumes.contains(name)) {
          causes.add(path + "volumeMounts[" + m + "].name: Not found: \"" + name + "\"");
        }
      }
    }
  }

  private void checkUpdate(ResourceType type, ObjectNode before, ObjectNode object) {
    boolean immutable = before.path("immutable").asBoolean();
    for (String field : List.of("data", "binaryData", "immutable")) {
      if (immutable && !before.path(field).equals(object.path(field))) {
        causes.add(field + ": Forbidden: field is immutable when `immutable` is set");
      }
    }
    if (type.is("secrets") && !before.path("type").equals(object.path("type"))) {
      causes.add("type: Invalid value: field is immutable");
    }
    if (type.is("statefulsets") && !fixed(before).equals(fixed(object))) {
      causes.add(
          "spec: Forbidden: updates to statefulset spec for fields other than '%s' are forbidden"
              .formatted(String.join("', '", MUTABLE_IN_SETS)));
    }
    if (Json.deleting(before) && !Json.finalizers(before).containsAll(Json.finalizers(object))) {
      String why = "Forbidden: no new finalizers can be added if the object is being deleted";
      causes.add("metadata.finalizers: " + why);
    }
  }

  private static JsonNode fixed(ObjectNode set) {
    return set.withObject("/spec").deepCopy().without(MUTABLE_IN_SETS);
  }
}
