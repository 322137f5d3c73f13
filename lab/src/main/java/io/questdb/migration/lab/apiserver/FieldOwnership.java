package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Keeps {@code metadata.managedFields}: who wrote which leaf last, in fieldsV1 notation. */
final class FieldOwnership {
  private static final List<String> OWNED_METADATA =
      List.of("labels", "annotations", "finalizers", "ownerReferences");

  private FieldOwnership() {}

  /** Gives the manager every leaf in which {@code after} differs, and takes it from the others. */
  static void record(Optional<ObjectNode> before, ObjectNode after, WriteOptions options) {
    ObjectNode changed = tree(before.map(FieldOwnership::owned), owned(after));
    ObjectNode existing = tree(Optional.empty(), owned(after));
    ObjectNode own = changed.deepCopy();
    ArrayNode entries = Json.MAPPER.createArrayNode();
    for (JsonNode entry : Json.metadata(after).path("managedFields")) {
      ObjectNode fields = entry.path("fieldsV1").deepCopy();
      if (options.writes(entry)) {
        restrict(fields, existing, true);
        own.setAll(union(fields, own));
      } else {
        restrict(fields, changed, false);
        restrict(fields, existing, true);
        if (!fields.isEmpty()) {
          entries.add(((ObjectNode) entry.deepCopy()).set("fieldsV1", fields));
        }
      }
    }
    if (!own.isEmpty()) {
      ObjectNode entry = entries.addObject().put("manager", options.manager());
      entry.put("operation", options.operation());
      entry.put("apiVersion", after.path("apiVersion").asText());
      entry.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      entry.put("fieldsType", "FieldsV1").set("fieldsV1", own);
      if (!options.subresource().isEmpty()) {
        entry.put("subresource", options.subresource());
      }
    }
    Json.metadata(after).set("managedFields", entries);
  }

  private static ObjectNode owned(ObjectNode object) {
    ObjectNode owned = object.deepCopy().without(List.of("apiVersion", "kind"));
    owned.withObject("/metadata").retain(OWNED_METADATA);
    return owned;
  }

  private static ObjectNode tree(Optional<ObjectNode> before, JsonNode after) {
    ObjectNode tree = Json.object();
    after
        .properties()
        .forEach(
            each ->
                leaves(
                    each.getKey(),
                    before.isEmpty() ? MissingNode.getInstance() : before.get().path(each.getKey()),
                    each.getValue(),
                    tree));
    return tree;
  }

  /** Adds what differs in one field to the tree of its parent. */
  private static void leaves(String field, JsonNode before, JsonNode after, ObjectNode parent) {
    if (before.equals(after)) {
      return;
    }
    ObjectNode node = Json.object();
    boolean keyed = after.isArray() && Patches.key(field, after.path(0)).isPresent();
    if (after.isObject()) {
      node =
          tree(Optional.of(before).filter(JsonNode::isObject).map(ObjectNode.class::cast), after);
    } else if (keyed) {
      for (JsonNode item : after) {
        String key = "k:" + Patches.key(field, item).map(JsonNode::toString).orElse("{}");
        JsonNode same = MissingNode.getInstance();
        for (JsonNode candidate : before) {
          same = Patches.key(field, candidate).equals(Patches.key(field, item)) ? candidate : same;
        }
        ObjectNode fields =
            tree(Optional.of(same).filter(JsonNode::isObject).map(ObjectNode.class::cast), item);
        if (!fields.isEmpty()) {
          node.set(key, fields);
        }
      }
    }
    boolean container = keyed || (after.isObject() && !after.isEmpty());
    if (!container || !node.isEmpty()) {
      parent.set("f:" + field, node);
    }
  }

  private static ObjectNode union(ObjectNode some, ObjectNode more) {
    ObjectNode union = some.deepCopy();
    more.properties()
        .forEach(
            each ->
                union.set(
                    each.getKey(),
                    union(
                        union.withObject("/" + escape(each.getKey())),
                        (ObjectNode) each.getValue())));
    return union;
  }

  private static String escape(String pointer) {
    return pointer.replace("~", "~0").replace("/", "~1");
  }

  /** Keeps in {@code tree} what {@code other} has too, or what it has not. */
  private static void restrict(ObjectNode tree, ObjectNode other, boolean keep) {
    for (String name : List.copyOf(names(tree))) {
      ObjectNode child = (ObjectNode) tree.get(name);
      boolean leaf = child.isEmpty() || other.path(name).isEmpty();
      if (other.has(name) && !leaf) {
        restrict(child, (ObjectNode) other.get(name), keep);
        if (child.isEmpty()) {
          tree.remove(name);
        }
      } else if (other.has(name) != keep) {
        tree.remove(name);
      }
    }
  }

  private static List<String> names(ObjectNode tree) {
    return tree.properties().stream().map(java.util.Map.Entry::getKey).toList();
  }
}
