package io.questdb.migration.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything in a schema but its rules, checked and worded as the API server does. */
final class CrdShape {

  private static final Set<String> STANDARD = Set.of("apiVersion", "kind", "metadata");

  private final List<String> violations = new ArrayList<>();

  private CrdShape() {}

  /** What is wrong with the value, worded as the API server does; empty when it fits. */
  static List<String> violations(JsonNode schema, JsonNode value) {
    CrdShape shape = new CrdShape();
    shape.visit(schema, "", value);
    return shape.violations;
  }

  private void visit(JsonNode schema, String path, JsonNode value) {
    String type = schema.path("type").asText();
    if (!fits(type, value)) {
      violations.add(path + " in body must be of type " + type);
      return;
    }
    switch (type) {
      case "object" -> object(schema, path, value);
      case "array" -> array(schema, path, value);
      case "string" -> string(schema, path, value.asText());
      default -> {
        if (schema.has("minimum") && value.asDouble() < schema.get("minimum").asDouble()) {
          violations.add(path + " in body should be at least " + schema.get("minimum"));
        }
      }
    }
  }

  private static boolean fits(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      default -> throw new IllegalArgumentException("a schema of type \"" + type + "\"");
    };
  }

  private void object(JsonNode schema, String path, JsonNode value) {
    for (JsonNode required : schema.path("required")) {
      if (!value.has(required.asText())) {
        violations.add(child(path, required.asText()) + ": Required value");
      }
    }
    JsonNode values = schema.path("additionalProperties");
    if (value.size() > schema.path("maxProperties").asInt(Integer.MAX_VALUE)) {
      violations.add(path + ": Too many");
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      JsonNode known = schema.path("properties").path(entry.getKey());
      String at = child(path, entry.getKey());
      if (!known.isMissingNode()) {
        visit(known, at, entry.getValue());
      } else if (!values.isMissingNode()) {
        visit(values, at, entry.getValue());
      } else if (!path.isEmpty() || !STANDARD.contains(entry.getKey())) {
        violations.add("unknown field \"" + at + "\"");
      }
    }
  }

  private void array(JsonNode schema, String path, JsonNode list) {
    if (list.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE)) {
      violations.add(path + ": Too many");
    }
    if (list.size() < schema.path("minItems").asInt()) {
      violations.add(path + " in body should have at least " + schema.get("minItems") + " items");
    }
    String listType = schema.path("x-kubernetes-list-type").asText("atomic");
    Set<JsonNode> seen = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      JsonNode item = list.get(i);
      JsonNode key =
          "map".equals(listType)
              ? item.path(schema.get("x-kubernetes-list-map-keys").get(0).asText())
              : item;
      if (!"atomic".equals(listType) && !seen.add(key)) {
        violations.add(path + "[" + i + "]: Duplicate value");
      }
      visit(schema.get("items"), path + "[" + i + "]", item);
    }
  }

  private void string(JsonNode schema, String path, String text) {
    int length = text.codePointCount(0, text.length());
    if (length > schema.path("maxLength").asInt(Integer.MAX_VALUE)) {
      violations.add(path + ": Too long");
    }
    if (length < schema.path("minLength").asInt()) {
      violations.add(
          path + " in body should be at least " + schema.get("minLength") + " chars long");
    }
    String pattern = schema.path("pattern").asText("");
    if (!Pattern.compile(pattern).matcher(text).find()) {
      violations.add(path + " in body should match '" + pattern + "'");
    }
    if (schema.has("enum") && !contains(schema.get("enum"), text)) {
      violations.add(path + ": Unsupported value: \"" + text + "\"");
    }
    if ("date-time".equals(schema.path("format").asText()) && !isInstant(text)) {
      violations.add(path + " in body must be of type date-time");
    }
  }

  private static boolean contains(JsonNode values, String text) {
    for (JsonNode value : values) {
      if (value.asText().equals(text)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isInstant(String text) {
    try {
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
