package io.questdb.migration.reference;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every field of the resource, from the committed definition. */
final class FieldsPage {
  private static final Path DEFINITION =
      Path.of("..", "crds", "questdbmigrations.migration.questdb.io.yaml");

  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> rules = new ArrayList<>();

  private FieldsPage() {}

  static String text() {
    JSONSchemaProps schema = schema();
    Page page =
        new Page("Fields")
            .paragraph(
                """
                Of `QuestDBMigration`, `migration.questdb.io/v1alpha1`. **Bold** fields must be given where the
                object that holds them is. `[]` is each item of a list, `{}` each value of a map.
                """);
    for (String part : List.of("spec", "status")) {
      FieldsPage fields = new FieldsPage();
      JSONSchemaProps root = schema.getProperties().get(part);
      fields.rules(part, root);
      fields.children(part, root);
      page.heading(part).table(List.of("field", "type", "bounds", "meaning"), fields.rows);
      if (!fields.rules.isEmpty()) {
        page.paragraph("The API server also refuses, with these words:")
            .paragraph(String.join("\n", fields.rules));
      }
    }
    return page.text();
  }

  private void children(String path, JSONSchemaProps object) {
    Map<String, JSONSchemaProps> properties =
        object.getProperties() == null ? Map.of() : new TreeMap<>(object.getProperties());
    properties.forEach(
        (name, schema) -> {
          boolean required = object.getRequired() != null && object.getRequired().contains(name);
          field(path + "." + name, schema, required);
        });
  }

  private void field(String path, JSONSchemaProps schema, boolean required) {
    String shown = "`" + path + "`";
    rows.add(
        List.of(
            required ? "**" + shown + "**" : shown,
            type(schema),
            bounds(schema),
            schema.getDescription() == null ? "" : schema.getDescription()));
    inner(path, schema);
  }

  private void inner(String path, JSONSchemaProps schema) {
    rules(path, schema);
    if (schema.getItems() != null && schema.getItems().getSchema() != null) {
      inner(path + "[]", schema.getItems().getSchema());
    } else if (schema.getAdditionalProperties() != null
        && schema.getAdditionalProperties().getSchema() != null) {
      inner(path + "{}", schema.getAdditionalProperties().getSchema());
    } else {
      children(path, schema);
    }
  }

  private void rules(String path, JSONSchemaProps schema) {
    if (schema.getXKubernetesValidations() != null) {
      schema
          .getXKubernetesValidations()
          .forEach(rule -> rules.add("- `" + path + "`: " + rule.getMessage()));
    }
  }

  private static String type(JSONSchemaProps schema) {
    if (schema.getItems() != null && schema.getItems().getSchema() != null) {
      return "list of " + schema.getItems().getSchema().getType();
    }
    if (schema.getAdditionalProperties() != null
        && schema.getAdditionalProperties().getSchema() != null) {
      return "map of " + schema.getAdditionalProperties().getSchema().getType();
    }
    return schema.getFormat() == null
        ? schema.getType()
        : schema.getType() + " (" + schema.getFormat() + ")";
  }

  private static String bounds(JSONSchemaProps schema) {
    List<String> bounds = new ArrayList<>();
    add(bounds, schema);
    if (schema.getItems() != null && schema.getItems().getSchema() != null) {
      List<String> each = new ArrayList<>();
      add(each, schema.getItems().getSchema());
      if (!each.isEmpty()) {
        bounds.add("each " + String.join(", ", each));
      }
    }
    return String.join(", ", bounds);
  }

  private static void add(List<String> bounds, JSONSchemaProps schema) {
    if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
      bounds.add(
          String.join(
              " or ", schema.getEnum().stream().map(value -> "`" + value.asText() + "`").toList()));
    }
    range(bounds, schema.getMinLength(), schema.getMaxLength(), "characters");
    range(bounds, schema.getMinItems(), schema.getMaxItems(), "items");
    range(bounds, schema.getMinProperties(), schema.getMaxProperties(), "entries");
    range(bounds, whole(schema.getMinimum()), whole(schema.getMaximum()), "");
    if (schema.getPattern() != null) {
      bounds.add("`" + schema.getPattern() + "`");
    }
    if (schema.getDefault() != null && !schema.getDefault().isNull()) {
      bounds.add("default `" + schema.getDefault().asText() + "`");
    }
  }

  private static void range(List<String> bounds, Long least, Long most, String unit) {
    if (least != null && most != null) {
      bounds.add((least + " to " + most + " " + unit).strip());
    } else if (most != null) {
      bounds.add(("at most " + most + " " + unit).strip());
    } else if (least != null) {
      bounds.add(("at least " + least + " " + unit).strip());
    }
  }

  private static Long whole(Double number) {
    return number == null ? null : Long.valueOf(number.longValue());
  }

  private static JSONSchemaProps schema() {
    try {
      return Serialization.unmarshal(
              Files.readString(DEFINITION, UTF_8), CustomResourceDefinition.class)
          .getSpec()
          .getVersions()
          .get(0)
          .getSchema()
          .getOpenAPIV3Schema();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
