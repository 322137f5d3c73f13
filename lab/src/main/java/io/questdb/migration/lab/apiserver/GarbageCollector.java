package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Deletes dependents whose owners are all gone, carries out foreground deletion and orphaning, and
 * empties namespaces that are being deleted. One pass; deletions cause further passes.
 */
final class GarbageCollector implements Runnable {
  private record Item(ResourceType type, ObjectNode object) {
    List<String> owners() {
      return object.at("/metadata/ownerReferences").findValuesAsText("uid");
    }

    String meta(String field) {
      return Json.meta(object, field);
    }
  }

  private final ObjectStore store;
  private final ResourceTypes types;
  private final Writes writes;

  GarbageCollector(ObjectStore store, ResourceTypes types, Writes writes) {
    this.store = store;
    this.types = types;
    this.writes = writes;
  }

  @Override
  public void run() {
    synchronized (store) {
      List<Item> all =
          types
              .all()
              .flatMap(type -> store.list(type, "").objects().stream().map(o -> new Item(type, o)))
              .toList();
      Set<String> alive = all.stream().map(item -> item.meta("uid")).collect(Collectors.toSet());
      all.stream()
          .filter(item -> !item.owners().isEmpty())
          .filter(item -> Collections.disjoint(item.owners(), alive))
          .forEach(this::delete);
      for (Item item : all) {
        if (Json.deleting(item.object()) && present(item)) {
          Json.finalizers(item.object()).forEach(finalizer -> finish(item, finalizer, all));
        }
      }
    }
  }

  private void finish(Item item, String finalizer, List<Item> all) {
    boolean namespace = finalizer.equals("kubernetes");
    List<Item> children =
        all.stream()
            .filter(
                child ->
                    namespace
                        ? child.meta("namespace").equals(item.meta("name"))
                        : child.owners().contains(item.meta("uid")))
            .toList();
    if (finalizer.equals("orphan")) {
      children.forEach(child -> drop(child, "ownerReferences", item.meta("uid")));
      drop(item, "finalizers", finalizer);
    } else if (namespace || finalizer.equals("foregroundDeletion")) {
      children.forEach(this::delete);
      if (children.stream().noneMatch(this::present)) {
        drop(item, "finalizers", finalizer);
      }
    }
  }

  private boolean present(Item item) {
    return store.find(item.type(), item.meta("namespace"), item.meta("name")).isPresent();
  }

  private void delete(Item item) {
    if (present(item) && !Json.deleting(item.object())) {
      writes.delete(item.type(), item.meta("namespace"), item.meta("name"), Json.object(), false);
    }
  }

  /** Takes an entry, found by its text or uid, out of a list of the metadata. */
  private void drop(Item item, String list, String entry) {
    writes.update(
        item.type(),
        item.meta("namespace"),
        item.meta("name"),
        WriteOptions.INTERNAL,
        object -> {
          ArrayNode kept = Json.metadata(object).putArray(list);
          for (JsonNode each : item.object().at("/metadata/" + list)) {
            if (!each.path("uid").asText(each.asText()).equals(entry)) {
              kept.add(each);
            }
          }
          return object;
        });
  }
}
