package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** One watch: writes what changes, until its time is over or somebody disconnects it. */
final class Watching {
  private static final long BOOKMARK_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long DEFAULT_SECONDS = 1_800;

  private final ObjectStore store;
  private final Call call;
  private final ResourceType type;
  private final Predicate<JsonNode> selected;
  private final OutputStream out;

  Watching(ObjectStore store, Call call, OutputStream out) {
    this.store = store;
    this.call = call;
    this.type = call.type().orElseThrow();
    this.out = out;
    this.selected = selector(call);
  }

  /** Which objects a list or watch asks for. */
  static Predicate<JsonNode> selector(Call call) {
    String name = call.name().isEmpty() ? "" : ",metadata.name=" + call.name();
    Predicate<JsonNode> chosen =
        Selector.of(call.query("labelSelector"), call.query("fieldSelector") + name);
    String namespace = call.namespace();
    return chosen.and(
        object -> namespace.isEmpty() || Json.meta(object, "namespace").equals(namespace));
  }

  void run() throws IOException, InterruptedException {
    long connection = store.disconnects();
    String timeout = call.query("timeoutSeconds");
    long seconds = timeout.isEmpty() ? DEFAULT_SECONDS : Long.parseLong(timeout);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    try {
      long version = begin();
      while (store.disconnects() == connection && System.nanoTime() < end) {
        long until = Math.min(end, System.nanoTime() + BOOKMARK_NANOS);
        List<ObjectStore.Change> changes = store.await(type, version, connection, until);
        for (ObjectStore.Change change : changes) {
          tell(change);
          version = change.version();
        }
        if (changes.isEmpty() && call.query("allowWatchBookmarks").equals("true")) {
          ObjectNode bookmark = Json.object(type.apiVersion(), type.kind());
          Json.metadata(bookmark).put("resourceVersion", Long.toString(version));
          event("BOOKMARK", bookmark);
        }
        out.flush();
      }
    } catch (ApiError e) {
      event("ERROR", e.status());
    }
  }

  private long begin() throws IOException {
    String from = call.query("resourceVersion");
    if (!from.isEmpty() && !from.equals("0")) {
      out.flush();
      return Long.parseLong(from);
    }
    ObjectStore.Listing now = store.list(type, call.namespace());
    for (ObjectNode object : now.objects()) {
      if (selected.test(object)) {
        event("ADDED", object);
      }
    }
    out.flush();
    return now.version();
  }

  /** An object that leaves or enters the selection is deleted or added, as far as one can see. */
  private void tell(ObjectStore.Change change) throws IOException {
    boolean before = change.before().filter(selected).isPresent();
    boolean after = !change.removal() && selected.test(change.after());
    if (before || after) {
      event(!after ? "DELETED" : before ? "MODIFIED" : "ADDED", change.after());
    }
  }

  private void event(String kind, JsonNode object) throws IOException {
    ObjectNode event = Json.object().put("type", kind).set("object", object);
    out.write(Json.asciiLine(event));
  }
}
