package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Deletes dependents whose owners are all gone, carries out foreground deletion and orphaning, and
 * empties namespaces that are being deleted. One pass; deletions cause further passes.
 */
final class GarbageCollector implements Runnable {
  private record Item(ResourceType type, ObjectNode object) {
    boolean deletingWith(String finalizer) {
      return Json.deleting(object) && Json.finalizers(object).contains(finalizer);
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
      List<Item> all = new ArrayList<>();
      Set<String> alive = new HashSet<>();
      for (ResourceType type : types.all()) {
        store.list(type, "").objects().forEach(object -> all.add(new Item(type, object)));
      }
      all.forEach(item -> alive.add(Json.uid(item.object())));
      for (Item item : all) {
        List<String> owners = owners(item);
        if (!owners.isEmpty() && owners.stream().noneMatch(alive::contains)) {
          delete(item);
        }
      }
      all.forEach(item -> finish(item, all));
    }
  }

  private void finish(Item owner, List<Item> all) {
    String uid = Json.uid(owner.object());
    String name = Json.name(owner.object());
    if (owner.deletingWith("foregroundDeletion")) {
      List<Item> left = all.stream().filter(item -> owners(item).contains(uid)).toList();
      left.forEach(this::delete);
      release(owner, "foregroundDeletion", left);
    } else if (owner.deletingWith("orphan")) {
      all.stream().filter(item -> owners(item).contains(uid)).forEach(item -> disown(item, uid));
      release(owner, "orphan", List.of());
    } else if (owner.type().plural().equals("namespaces") && owner.deletingWith("kubernetes")) {
      List<Item> left =
          all.stream().filter(item -> Json.namespace(item.object()).equals(name)).toList();
      left.forEach(this::delete);
      release(owner, "kubernetes", left);
    }
  }

  private static List<String> owners(Item item) {
    List<String> uids = new ArrayList<>();
    JsonNode references = item.object().at("/metadata/ownerReferences");
    references.forEach(each -> uids.add(each.path("uid").asText()));
    return uids;
  }

  private void delete(Item item) {
    if (present(item) && !Json.deleting(item.object())) {
      writes.delete(
          item.type(),
          Json.namespace(item.object()),
          Json.name(item.object()),
          Json.object(),
          false);
    }
  }

  private boolean present(Item item) {
    String namespace = Json.namespace(item.object());
    return store.find(item.type(), namespace, Json.name(item.object())).isPresent();
  }

  private void disown(Item item, String uid) {
    change(item, "ownerReferences", owner -> !owner.path("uid").asText().equals(uid));
  }

  private void release(Item owner, String finalizer, List<Item> left) {
    if (left.stream().noneMatch(this::present)) {
      change(owner, "finalizers", each -> !each.asText().equals(finalizer));
    }
  }

  private void change(Item item, String list, java.util.function.Predicate<JsonNode> keep) {
    writes.update(
        item.type(),
        Json.namespace(item.object()),
        Json.name(item.object()),
        WriteOptions.INTERNAL,
        object -> {
          ArrayNode kept = Json.MAPPER.createArrayNode();
          object
              .at("/metadata/" + list)
              .forEach(
                  each -> {
                    if (keep.test(each)) kept.add(each);
                  });
          Json.metadata(object).set(list, kept);
          return object;
        });
  }
}
