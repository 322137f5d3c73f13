package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.CompatibilityFlags;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The patch languages of the API. */
final class Patches {
  /** Lists of objects that Kubernetes merges by key, by field name (kubernetes API types). */
  private static final Map<String, List<String>> LIST_KEYS =
      Map.of(
          "containers", List.of("name"),
          "initContainers", List.of("name"),
          "volumes", List.of("name"),
          "env", List.of("name"),
          "imagePullSecrets", List.of("name"),
          "volumeMounts", List.of("mountPath"),
          "ports", List.of("containerPort", "port"),
          "conditions", List.of("type"),
          "ownerReferences", List.of("uid"));

  private static final EnumSet<CompatibilityFlags> LIKE_KUBE_APISERVER =
      EnumSet.of(
          CompatibilityFlags.FORBID_REMOVE_MISSING_OBJECT,
          CompatibilityFlags.ALLOW_MISSING_TARGET_OBJECT_ON_REPLACE);

  private Patches() {}

  /**
   * @param schemaless the kind comes from a CRD, for which strategic merge is not known
   * @throws ApiError 415 for an unknown patch type, 422 for a JSON patch that does not apply
   */
  static JsonNode apply(String contentType, JsonNode current, JsonNode patch, boolean schemaless) {
    return switch (contentType) {
      case "application/json-patch+json" -> jsonPatch(current, patch);
      case "application/merge-patch+json" -> merge(current, patch, false);
      case "application/apply-patch+yaml" -> merge(current, patch, true);
      case "application/strategic-merge-patch+json" -> {
        if (schemaless) {
          throw unsupported(contentType);
        }
        yield merge(current, patch, true);
      }
      default -> throw unsupported(contentType);
    };
  }

  private static ApiError unsupported(String contentType) {
    String message = "the body of the request was in an unsupported format: " + contentType;
    return new ApiError(415, "UnsupportedMediaType", message);
  }

  /** What tells items of a list apart; nothing for a list that is written as a whole. */
  static Optional<ObjectNode> key(String field, JsonNode item) {
    ObjectNode key = Json.object();
    Json.copy(item, key, LIST_KEYS.getOrDefault(field, List.of()));
    return Optional.of(key).filter(found -> !found.isEmpty());
  }

  /** RFC 6902, but kube-apiserver lets {@code replace} add a key that is missing. */
  private static JsonNode jsonPatch(JsonNode current, JsonNode patch) {
    try {
      return JsonPatch.apply(patch, current, LIKE_KUBE_APISERVER);
    } catch (JsonPatchException e) {
      String message = "the server rejected our request due to an error in our request: ";
      throw new ApiError(422, "Invalid", message + e.getMessage());
    }
  }

  /** RFC 7386; {@code keyed} merges keyed lists item by item and knows {@code $patch: delete}. */
  private static JsonNode merge(JsonNode current, JsonNode patch, boolean keyed) {
    if (!patch.isObject()) {
      return patch;
    }
    ObjectNode merged = current.isObject() ? current.deepCopy() : Json.object();
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      String field = entry.getKey();
      JsonNode value = entry.getValue();
      if (value.isNull()) {
        merged.remove(field);
      } else if (keyed && value.isArray() && key(field, value.path(0)).isPresent()) {
        merged.set(field, mergeItems(field, merged.path(field), value));
      } else if (!keyed || !field.startsWith("$")) {
        merged.set(field, merge(merged.path(field), value, keyed));
      }
    }
    return merged;
  }

  private static ArrayNode mergeItems(String field, JsonNode current, JsonNode patch) {
    Map<Optional<ObjectNode>, JsonNode> items = new LinkedHashMap<>();
    current.forEach(item -> items.put(key(field, item), item));
    for (JsonNode item : patch) {
      Optional<ObjectNode> key = key(field, item);
      if (item.path("$patch").asText().equals("delete")) {
        items.remove(key);
      } else {
        items.put(key, merge(items.getOrDefault(key, Json.object()), item, true));
      }
    }
    return Json.MAPPER.createArrayNode().addAll(items.values());
  }
}
