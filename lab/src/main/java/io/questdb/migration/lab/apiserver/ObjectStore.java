package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Objects by type under one version counter, with the last changes of each type for watches. Stored
 * trees are never changed; a read-check-write holds the store's monitor throughout.
 */
final class ObjectStore {
  private static final int HISTORY_PER_TYPE = 2_000;
  // Above 1, so that a watch from version 1 is too old, as on a real server.
  private static final long FIRST_VERSION = 100;

  /** {@code before} is absent for a creation, {@code after} carries the version of the change. */
  record Change(long version, Optional<ObjectNode> before, ObjectNode after, boolean removal) {}

  record Listing(long version, List<ObjectNode> objects) {}

  private static final class Shelf {
    final NavigableMap<String, ObjectNode> objects = new TreeMap<>();
    final Deque<Change> history = new ArrayDeque<>();
    long forgotten = FIRST_VERSION;
  }

  private final Map<String, Shelf> shelves = new HashMap<>();
  private long version = FIRST_VERSION;
  private long disconnects;

  synchronized Optional<ObjectNode> find(ResourceType type, String namespace, String name) {
    return Optional.ofNullable(shelf(type).objects.get(namespace + "/" + name));
  }

  /** All objects of the type in the namespace; an empty namespace means everywhere. */
  synchronized Listing list(ResourceType type, String namespace) {
    NavigableMap<String, ObjectNode> all = shelf(type).objects;
    boolean everywhere = namespace.isEmpty();
    return new Listing(
        version,
        List.copyOf(
            (everywhere ? all : all.subMap(namespace + "/", true, namespace + "0", false))
                .values()));
  }

  /** Stores the object at the next version and tells the watches. */
  synchronized ObjectNode put(ResourceType type, ObjectNode object) {
    ObjectNode before = shelf(type).objects.put(key(object), object);
    commit(type, Optional.ofNullable(before), object, false);
    return object;
  }

  synchronized void remove(ResourceType type, ObjectNode object) {
    ObjectNode last = object.deepCopy();
    shelf(type).objects.remove(key(object));
    commit(type, Optional.of(object), last, true);
  }

  /**
   * Waits for changes later than a version; {@code connection} is what {@link #disconnects} was.
   *
   * @return the changes in order; empty when the time is over or watches were disconnected
   * @throws ApiError 410 when changes after that version have been forgotten
   */
  synchronized List<Change> await(
      ResourceType type, long after, long connection, long deadlineNanos)
      throws InterruptedException {
    Shelf shelf = shelf(type);
    while (true) {
      if (after < shelf.forgotten) {
        String message = "too old resource version: " + after + " (" + shelf.forgotten + ")";
        throw new ApiError(410, "Expired", message);
      }
      if (!shelf.history.isEmpty() && shelf.history.getLast().version() > after) {
        return shelf.history.stream().filter(change -> change.version() > after).toList();
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
      if (connection != disconnects || millis <= 0) {
        return List.of();
      }
      wait(millis);
    }
  }

  synchronized long disconnects() {
    return disconnects;
  }

  synchronized void disconnectWatches() {
    disconnects++;
    notifyAll();
  }

  /** Forgets the history of a type: watches from before now answer 410. */
  synchronized void compact(ResourceType type) {
    shelf(type).history.clear();
    shelf(type).forgotten = version;
  }

  private void commit(
      ResourceType type, Optional<ObjectNode> before, ObjectNode after, boolean removal) {
    Json.metadata(after).put("resourceVersion", Long.toString(++version));
    Shelf shelf = shelf(type);
    shelf.history.add(new Change(version, before, after, removal));
    if (shelf.history.size() > HISTORY_PER_TYPE) {
      shelf.forgotten = shelf.history.remove().version();
    }
    notifyAll();
  }

  private Shelf shelf(ResourceType type) {
    return shelves.computeIfAbsent(type.qualified(type.plural()), name -> new Shelf());
  }

  private static String key(ObjectNode object) {
    return Json.meta(object, "namespace") + "/" + Json.meta(object, "name");
  }
}
