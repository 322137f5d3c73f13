package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A CRD's structural schema: prunes, defaults and validates. CEL rules, {@code oneOf} and formats
 * are not evaluated.
 */
final class Schema {
  private static final Set<String> TYPE_AND_METADATA = Set.of("apiVersion", "kind", "metadata");

  private final List<String> causes = new ArrayList<>();

  private Schema() {}

  /** Prunes and defaults the object in place; returns what is wrong with it then. */
  static List<String> apply(JsonNode schema, ObjectNode object) {
    Schema run = new Schema();
    ObjectNode content = object.deepCopy().without(TYPE_AND_METADATA);
    ObjectNode contentSchema = schema.deepCopy();
    contentSchema.withObject("/properties").remove(TYPE_AND_METADATA);
    run.members(contentSchema, content, "");
    object.retain(TYPE_AND_METADATA);
    object.setAll(content);
    return run.causes;
  }

  private void members(JsonNode schema, ObjectNode object, String prefix) {
    JsonNode properties = schema.path("properties");
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      String field = property.getKey();
      JsonNode fieldSchema = property.getValue();
      if (object.path(field).isNull() && !nullable(fieldSchema)) {
        object.remove(field);
      }
      if (!object.has(field) && fieldSchema.has("default")) {
        object.set(field, fieldSchema.get("default").deepCopy());
      }
      if (object.has(field)) {
        value(fieldSchema, object.get(field), prefix + field);
      }
    }
    JsonNode additional = schema.path("additionalProperties");
    boolean open = schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    if (additional.isObject()) {
      object.properties().forEach(e -> value(additional, e.getValue(), prefix + e.getKey()));
    } else if (!open && !additional.asBoolean()) {
      Collection<String> known = new HashSet<>();
      properties.fieldNames().forEachRemaining(known::add);
      object.retain(known);
    }
    for (String field : Json.texts(schema.path("required"))) {
      check(object.has(field), prefix + field, "Required value");
    }
  }

  private static boolean nullable(JsonNode schema) {
    return schema.path("nullable").asBoolean();
  }

  private void value(JsonNode schema, JsonNode value, String path) {
    if (value.isNull() && nullable(schema)) {
      return;
    }
    if (!typeMatches(schema, value)) {
      check(false, path, "Invalid value: must be of type " + schema.path("type").asText());
      return;
    }
    if (value instanceof ObjectNode object) {
      members(schema, object, path + ".");
    }
    Set<Object> keys = new HashSet<>();
    List<String> keyFields = Json.texts(schema.path("x-kubernetes-list-map-keys"));
    boolean set = schema.path("x-kubernetes-list-type").asText().equals("set");
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      JsonNode item = value.get(i);
      value(schema.path("items"), item, path + "[" + i + "]");
      boolean first = keys.add(set ? item : keyFields.stream().map(item::path).toList());
      check(first || (!set && keyFields.isEmpty()), path + "[" + i + "]", "Duplicate value");
    }
    bounds(schema, value, path);
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

  private void bounds(JsonNode schema, JsonNode value, String path) {
    List<String> allowed = Json.texts(schema.path("enum"));
    check(
        allowed.isEmpty() || allowed.contains(value.asText()),
        path,
        "Unsupported value: supported values: " + String.join(", ", allowed));
    String pattern = schema.path("pattern").asText();
    check(
        !value.isTextual() || Pattern.compile(pattern).matcher(value.asText()).find(),
        path,
        "Invalid value: should match '" + pattern + "'");
    if (value.isTextual()) {
      String text = value.asText();
      within(schema, "Length", text.codePointCount(0, text.length()), path);
    } else if (value.isNumber()) {
      within(schema, "imum", value.asDouble(), path);
    } else {
      within(schema, value.isArray() ? "Items" : "Properties", value.size(), path);
    }
  }

  private void within(JsonNode schema, String bound, double size, String path) {
    JsonNode min = schema.path("min" + bound);
    JsonNode max = schema.path("max" + bound);
    check(min.isMissingNode() || size >= min.asDouble(), path, "Invalid value: less than " + min);
    check(max.isMissingNode() || size <= max.asDouble(), path, "Invalid value: more than " + max);
  }

  private void check(boolean right, String path, String otherwise) {
    if (!right) {
      causes.add(path + ": " + otherwise);
    }
  }
}
