package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.CompatibilityFlags;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The patch languages of the API. */
final class Patches {
  /** Lists of objects that Kubernetes merges by key, by field name (kubernetes API types). */
  private static final Map<String, List<String>> LIST_KEYS =
      Map.ofEntries(
          Map.entry("containers", List.of("name")),
          Map.entry("initContainers", List.of("name")),
          Map.entry("volumes", List.of("name")),
          Map.entry("env", List.of("name")),
          Map.entry("imagePullSecrets", List.of("name")),
          Map.entry("volumeMounts", List.of("mountPath")),
          Map.entry("ports", List.of("containerPort", "port")),
          Map.entry("conditions", List.of("type")),
          Map.entry("ownerReferences", List.of("uid")));

  private Patches() {}

  /**
   * @param schemaless the kind comes from a CRD, for which strategic merge is not known
   * @throws ApiError 415 for an unknown patch type, 422 for a JSON patch that does not apply
   */
  static JsonNode apply(String contentType, JsonNode current, JsonNode patch, boolean schemaless) {
    return switch (contentType) {
      case "application/json-patch+json" -> jsonPatch(current, patch);
      case "application/merge-patch+json" -> merge(current, patch);
      case "application/apply-patch+yaml" -> strategic(current, patch);
      case "application/strategic-merge-patch+json" -> {
        if (schemaless) {
          throw unsupported(contentType);
        }
        yield strategic(current, patch);
      }
      default -> throw unsupported(contentType);
    };
  }

  /** The key of a list item as server-side apply writes it, or nothing for an atomic list. */
  static Optional<ObjectNode> key(String field, JsonNode item) {
    List<String> keys = LIST_KEYS.getOrDefault(field, List.of());
    ObjectNode key = Json.object();
    keys.stream().filter(item::has).forEach(name -> key.set(name, item.get(name)));
    return key.isEmpty() ? Optional.empty() : Optional.of(key);
  }

  private static ApiError unsupported(String contentType) {
    return new ApiError(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include:"
            + " application/json-patch+json, application/merge-patch+json,"
            + " application/apply-patch+yaml; got "
            + contentType);
  }

  private static JsonNode jsonPatch(JsonNode current, JsonNode patch) {
    try {
      return JsonPatch.apply(
          patch, current, EnumSet.of(CompatibilityFlags.FORBID_REMOVE_MISSING_OBJECT));
    } catch (JsonPatchException e) {
      throw new ApiError(
          422,
          "Invalid",
          "the server rejected our request due to an error in our request: " + e.getMessage());
    }
  }

  /** RFC 7386. */
  private static JsonNode merge(JsonNode current, JsonNode patch) {
    if (!patch.isObject()) {
      return patch;
    }
    ObjectNode merged = current.isObject() ? ((ObjectNode) current).deepCopy() : Json.object();
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      if (entry.getValue().isNull()) {
        merged.remove(entry.getKey());
      } else {
        merged.set(entry.getKey(), merge(merged.path(entry.getKey()), entry.getValue()));
      }
    }
    return merged;
  }

  /** Like a merge, but keyed lists are merged item by item; {@code $patch: delete} is known. */
  private static JsonNode strategic(JsonNode current, JsonNode patch) {
    if (!patch.isObject()) {
      return patch;
    }
    ObjectNode merged = current.isObject() ? ((ObjectNode) current).deepCopy() : Json.object();
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      String field = entry.getKey();
      JsonNode value = entry.getValue();
      if (value.isNull()) {
        merged.remove(field);
      } else if (value.isArray() && !value.isEmpty() && key(field, value.get(0)).isPresent()) {
        merged.set(field, mergeItems(field, merged.path(field), value));
      } else if (!field.startsWith("$")) {
        merged.set(field, strategic(merged.path(field), value));
      }
    }
    return merged;
  }

  private static ArrayNode mergeItems(String field, JsonNode current, JsonNode patch) {
    ArrayNode merged = Json.MAPPER.createArrayNode();
    current.forEach(merged::add);
    for (JsonNode item : patch) {
      int index = 0;
      while (index < merged.size() && !key(field, item).equals(key(field, merged.get(index)))) {
        index++;
      }
      boolean present = index < merged.size();
      if (item.path("$patch").asText().equals("delete")) {
        merged.remove(index);
      } else if (present) {
        merged.set(index, strategic(merged.get(index), item));
      } else {
        merged.add(strategic(Json.object(), item));
      }
    }
    return merged;
  }
}
