package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps {@code metadata.managedFields}: who wrote which leaf last, in fieldsV1 notation. */
final class FieldOwnership {
  private static final List<String> OWNED_METADATA =
      List.of("labels", "annotations", "finalizers", "ownerReferences");

  private FieldOwnership() {}

  /**
   * Gives the writer every leaf in which {@code after} differs, and takes it from the others. A
   * writer without a name takes only.
   */
  static void record(ObjectNode before, ObjectNode after, WriteOptions options) {
    Map<List<String>, JsonNode> present = leaves(after, options);
    Set<List<String>> changed = new HashSet<>(present.keySet());
    Map<List<String>, JsonNode> earlier = leaves(before, options);
    changed.removeIf(path -> present.get(path).equals(earlier.get(path)));
    ArrayNode entries = Json.MAPPER.createArrayNode();
    for (JsonNode entry : Json.metadata(after).path("managedFields")) {
      Set<List<String>> fields = new HashSet<>();
      flatten(entry.path("fieldsV1"), List.of(), fields);
      boolean sameView = entry.path("subresource").asText().equals("status") == options.status();
      if (sameView) {
        fields.retainAll(present.keySet());
      }
      if (options.writes(entry)) {
        changed.addAll(fields);
        continue;
      }
      fields.removeAll(changed);
      if (!fields.isEmpty()) {
        entries.add(entry.<ObjectNode>deepCopy().<ObjectNode>set("fieldsV1", tree(fields)));
      }
    }
    // A Scale leaves out replicas that are 0: nobody owns them then.
    boolean toZero =
        options.subresource().equals("scale") && after.at("/spec/replicas").asInt() == 0;
    if (!changed.isEmpty() && !options.manager().isEmpty() && !toZero) {
      ObjectNode entry = entries.addObject().put("manager", options.manager());
      entry.put("operation", options.operation()).put("fieldsType", "FieldsV1");
      entry.put("apiVersion", after.path("apiVersion").asText());
      entry.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      entry.set("fieldsV1", tree(changed));
      if (!options.subresource().isEmpty()) {
        entry.put("subresource", options.subresource());
      }
    }
    Json.metadata(after).set("managedFields", entries);
  }

  private static Map<List<String>, JsonNode> leaves(ObjectNode object, WriteOptions options) {
    ObjectNode owned = object.deepCopy();
    Json.metadata(owned).retain(OWNED_METADATA);
    if (options.status()) {
      owned.retain("status");
    } else {
      owned.remove(List.of("apiVersion", "kind", "status"));
    }
    Map<List<String>, JsonNode> leaves = new HashMap<>();
    leaves("", owned, List.of(), leaves);
    leaves.remove(List.of("f:metadata"));
    return leaves;
  }

  private static void leaves(
      String field, JsonNode node, List<String> path, Map<List<String>, JsonNode> leaves) {
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(e -> leaves(e.getKey(), e.getValue(), append(path, "f:" + e.getKey()), leaves));
    } else if (node.isArray() && Patches.key(field, node.path(0)).isPresent()) {
      for (JsonNode item : node) {
        String key = Patches.key(field, item).map(JsonNode::toString).orElse("");
        leaves("", item, append(path, "k:" + key), leaves);
      }
    } else {
      leaves.put(path, node);
    }
  }

  private static void flatten(JsonNode tree, List<String> path, Set<List<String>> leaves) {
    if (tree.isEmpty()) {
      leaves.add(path);
    }
    tree.properties().forEach(e -> flatten(e.getValue(), append(path, e.getKey()), leaves));
  }

  private static ObjectNode tree(Set<List<String>> leaves) {
    ObjectNode tree = Json.object();
    for (List<String> leaf : leaves) {
      ObjectNode node = tree;
      for (String step : leaf) {
        node = node.get(step) instanceof ObjectNode known ? known : node.putObject(step);
      }
    }
    return tree;
  }

  private static List<String> append(List<String> path, String step) {
    List<String> longer = new ArrayList<>(path);
    longer.add(step);
    return List.copyOf(longer);
  }
}
