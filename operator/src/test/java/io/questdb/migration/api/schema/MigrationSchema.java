package io.questdb.migration.api.schema;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.List;
import java.util.Map;

/**
 * What annotations cannot say about the CRD: list types, formats, the condition type of the client,
 * the default of an unseen status, and the order of the printer columns.
 */
final class MigrationSchema {

  private static final String READY = ".status.conditions[?(@.type==\"Ready\")]";

  private MigrationSchema() {}

  /** Completes, in place, what was generated from the beans. */
  static void complete(CustomResourceDefinition crd) {
    CustomResourceDefinitionVersion version = crd.getSpec().getVersions().get(0);
    version.setAdditionalPrinterColumns(columns());
    JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
    root.setDescription(
        "QuestDBMigration takes a running QuestDB open-source StatefulSet to QuestDB Enterprise in"
            + " place: backed up, verified, and back to the old state when anything fails.");
    spec(at(root, "spec"));
    status(at(root, "status"));
  }

  private static List<CustomResourceColumnDefinition> columns() {
    return List.of(
        column("Ready", "string", READY + ".status", 0),
        column("Step", "string", ".status.step", 0),
        column("Outage", "number", ".status.outage.seconds", 0),
        column("Age", "date", ".metadata.creationTimestamp", 0),
        column("Image", "string", ".spec.enterprise.image", 1),
        column("Reason", "string", READY + ".reason", 1),
        column("Message", "string", READY + ".message", 1));
  }

  private static CustomResourceColumnDefinition column(
      String name, String type, String path, int priority) {
    return new CustomResourceColumnDefinitionBuilder()
        .withName(name)
        .withType(type)
        .withJsonPath(path)
        .withPriority(priority)
        .build();
  }

  private static void spec(JSONSchemaProps spec) {
    mapOf(at(spec, "enterprise", "imagePullSecrets"), "name");
    set(at(spec, "backup", "snapshots"));
    set(at(spec, "tls", "listeners"));
    set(at(spec, "access", "users", "groups"));
    for (String principals : List.of("groups", "users", "serviceAccounts")) {
      mapOf(at(spec, "access", principals), "name");
      set(at(spec, "access", principals, "grants", "permissions"));
      set(at(spec, "access", principals, "grants", "tables"));
    }
  }

  private static void status(JSONSchemaProps status) {
    // The API server drops a status on create and adds defaults when it reads: so also at the top.
    status.setDefault(
        JsonNodeFactory.instance.objectNode().set("observedGeneration", new IntNode(-1)));
    mapOf(at(status, "conditions"), "type");
    mapOf(at(status, "steps"), "name");
    mapOf(at(status, "operations"), "key");
    condition(at(status, "conditions").getItems().getSchema());
    times(status);
  }

  /** The bounds of {@code metav1.Condition}, which the model class of the client leaves out. */
  private static void condition(JSONSchemaProps condition) {
    condition.setRequired(List.of("lastTransitionTime", "message", "reason", "status", "type"));
    JSONSchemaProps type = at(condition, "type");
    type.setDescription("What the condition is about, such as Ready.");
    type.setMaxLength(316L);
    JSONSchemaProps status = at(condition, "status");
    status.setDescription("True, False or Unknown.");
    status.setEnum(List.of(new TextNode("True"), new TextNode("False"), new TextNode("Unknown")));
    JSONSchemaProps reason = at(condition, "reason");
    reason.setDescription("Why, as one word from the published list of reasons.");
    reason.setMinLength(1L);
    reason.setMaxLength(1024L);
    reason.setPattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$");
    JSONSchemaProps message = at(condition, "message");
    message.setDescription("The same in prose, with the object and the remedy; may be empty.");
    message.setMaxLength(32768L);
    JSONSchemaProps generation = at(condition, "observedGeneration");
    generation.setDescription("The metadata.generation the condition is about.");
    generation.setMinimum(0.0);
    JSONSchemaProps changed = at(condition, "lastTransitionTime");
    changed.setDescription("When status last changed. RFC 3339.");
    time(changed);
  }

  /** By convention of the beans, a text field whose name ends in "At" is an instant. */
  private static void times(JSONSchemaProps schema) {
    for (Map.Entry<String, JSONSchemaProps> property : properties(schema).entrySet()) {
      if (property.getKey().endsWith("At")) {
        time(property.getValue());
      }
      times(property.getValue());
    }
  }

  private static void time(JSONSchemaProps schema) {
    schema.setFormat("date-time");
    schema.setMaxLength(64L);
  }

  private static void mapOf(JSONSchemaProps list, String key) {
    list.setXKubernetesListType("map");
    list.setXKubernetesListMapKeys(List.of(key));
  }

  private static void set(JSONSchemaProps list) {
    list.setXKubernetesListType("set");
  }

  /** The schema at a path of property names; lists on the way are entered. */
  private static JSONSchemaProps at(JSONSchemaProps from, String... path) {
    JSONSchemaProps here = from;
    for (String name : path) {
      here = properties(here).get(name);
      if (here == null) {
        throw new IllegalStateException("the beans have no " + String.join(".", path));
      }
    }
    return here;
  }

  private static Map<String, JSONSchemaProps> properties(JSONSchemaProps schema) {
    JSONSchemaProps object = schema.getItems() == null ? schema : schema.getItems().getSchema();
    return object.getProperties() == null ? Map.of() : object.getProperties();
  }
}
