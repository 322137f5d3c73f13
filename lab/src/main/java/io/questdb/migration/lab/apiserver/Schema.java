package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A CRD's structural schema: pruning, defaulting and validation in the order kube-apiserver uses.
 * CEL rules, {@code oneOf} and formats are not evaluated.
 */
final class Schema {
  private final List<String> causes = new ArrayList<>();

  private Schema() {}

  /** Prunes and defaults the object in place; returns what is wrong with it then. */
  static List<String> apply(JsonNode schema, ObjectNode object) {
    Schema run = new Schema();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String field = property.getKey();
      if (!List.of("metadata", "apiVersion", "kind").contains(field)) {
        run.property(property.getValue(), object, field, field);
      }
    }
    if (!open(schema)) {
      object.retain(
          concat(List.of("apiVersion", "kind", "metadata"), names(schema.path("properties"))));
    }
    run.required(schema, object, "");
    return run.causes;
  }

  private static List<String> concat(List<String> some, List<String> more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  private static List<String> names(JsonNode properties) {
    List<String> names = new ArrayList<>();
    properties.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static boolean open(JsonNode schema) {
    return schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
  }

  private void property(JsonNode schema, ObjectNode parent, String field, String path) {
    if (parent.path(field).isNull() && !schema.path("nullable").asBoolean()) {
      parent.remove(field);
    }
    if (!parent.has(field) && schema.has("default")) {
      parent.set(field, schema.get("default").deepCopy());
    }
    if (parent.has(field)) {
      value(schema, parent.get(field), path);
    }
  }

  private void value(JsonNode schema, JsonNode value, String path) {
    if (value.isNull() && schema.path("nullable").asBoolean()) {
      return;
    }
    if (!typeMatches(schema, value)) {
      String type = schema.path("type").asText();
      wrong(path, "Invalid value: must be of type " + type);
      return;
    }
    if (value instanceof ObjectNode object) {
      members(schema, object, path);
    } else if (value instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        value(schema.path("items"), array.get(i), path + "[" + i + "]");
      }
      distinctKeys(schema, array, path);
    }
    bounds(schema, value, path);
  }

  private void members(JsonNode schema, ObjectNode object, String path) {
    JsonNode properties = schema.path("properties");
    properties
        .properties()
        .forEach(
            each -> property(each.getValue(), object, each.getKey(), path + "." + each.getKey()));
    JsonNode additional = schema.path("additionalProperties");
    if (additional.isObject()) {
      object.properties().forEach(e -> value(additional, e.getValue(), path + "." + e.getKey()));
    } else if (!open(schema) && !additional.asBoolean() && schema.has("type")) {
      object.retain(names(properties));
    }
    required(schema, object, path + ".");
  }

  private void required(JsonNode schema, ObjectNode object, String prefix) {
    for (String field : Json.texts(schema.path("required"))) {
      if (!object.has(field)) {
        wrong(prefix + field, "Required value");
      }
    }
  }

  private static boolean typeMatches(JsonNode schema, JsonNode value) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return value.isIntegralNumber() || value.isTextual();
    }
    return switch (schema.path("type").asText()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      default -> true;
    };
  }

  private void distinctKeys(JsonNode schema, ArrayNode array, String path) {
    List<String> keys = Json.texts(schema.path("x-kubernetes-list-map-keys"));
    boolean set = schema.path("x-kubernetes-list-type").asText().equals("set");
    List<Object> seen = new ArrayList<>();
    for (JsonNode item : array) {
      Object key = set ? item : keys.stream().map(item::path).toList();
      if ((set || !keys.isEmpty()) && seen.contains(key)) {
        wrong(path, "Duplicate value: " + key);
      }
      seen.add(key);
    }
  }

  private void bounds(JsonNode schema, JsonNode value, String path) {
    if (schema.has("enum")
        && Json.texts(schema.get("enum")).stream().noneMatch(value.asText()::equals)) {
      String supported = String.join(", ", Json.texts(schema.get("enum")));
      wrong(path, "Unsupported value: supported values: " + supported);
    }
    if (value.isTextual()) {
      String text = value.asText();
      String pattern = schema.path("pattern").asText();
      if (!pattern.isEmpty() && !Pattern.compile(pattern).matcher(text).find()) {
        wrong(path, "Invalid value: should match '" + pattern + "'");
      }
      within(schema, "Length", text.codePointCount(0, text.length()), path);
    } else if (value.isNumber()) {
      within(schema, "imum", value.asDouble(), path);
    } else if (value.isContainerNode()) {
      within(schema, value.isArray() ? "Items" : "Properties", value.size(), path);
    }
  }

  private void within(JsonNode schema, String bound, double size, String path) {
    if (size < schema.path("min" + bound).asDouble(Double.NEGATIVE_INFINITY)) {
      wrong(path, "Invalid value: below min" + bound + " " + schema.get("min" + bound));
    }
    if (size > schema.path("max" + bound).asDouble(Double.POSITIVE_INFINITY)) {
      wrong(path, "Invalid value: above max" + bound + " " + schema.get("max" + bound));
    }
  }

  private void wrong(String path, String what) {
    causes.add(path + ": " + what);
  }
}
