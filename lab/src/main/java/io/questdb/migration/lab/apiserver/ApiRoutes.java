package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** From a call to its answer; watches apart. */
final class ApiRoutes {
  /** A body that is text goes out as text. */
  record Answer(int code, JsonNode body) {}

  private final ObjectStore store;
  private final ResourceTypes types;
  private final Writes writes;
  private volatile PodLogs podLogs = (namespace, pod, container) -> Optional.empty();

  ApiRoutes(ObjectStore store, ResourceTypes types, Writes writes) {
    this.store = store;
    this.types = types;
    this.writes = writes;
  }

  void podLogs(PodLogs logs) {
    podLogs = logs;
  }

  Answer answer(Call call) {
    if (call.type().isEmpty()) {
      return new Answer(200, nonResource(call.name()));
    }
    ResourceType type = call.type().get();
    if (!call.subresource().isEmpty() && !type.has(call.subresource())) {
      throw ApiError.noSuchPath();
    }
    return switch (call.verb()) {
      case "get" -> new Answer(200, get(type, call));
      case "list" -> new Answer(200, list(type, call));
      case "create" -> new Answer(201, create(type, call));
      case "update" -> new Answer(200, update(type, call));
      case "patch" -> patch(type, call);
      case "delete" ->
          new Answer(
              200,
              writes.delete(
                  type, call.namespace(), call.name(), call.deleteOptions(), call.dryRun()));
      case "deletecollection" -> new Answer(200, deleteCollection(type, call));
      default ->
          throw new ApiError(
              405, "MethodNotAllowed", "the server does not allow this method on the resource");
    };
  }

  private JsonNode nonResource(String path) {
    return path.matches("healthz|livez|readyz")
        ? Json.object().textNode("ok")
        : types.discovery(path);
  }

  private ObjectNode find(ResourceType type, Call call) {
    return store
        .find(type, call.namespace(), call.name())
        .orElseThrow(() -> ApiError.notFound(type, call.name()));
  }

  private JsonNode get(ResourceType type, Call call) {
    ObjectNode object = find(type, call);
    return switch (call.subresource()) {
      case "scale" -> scale(object);
      case "log" -> object.textNode(log(object, call));
      default -> object;
    };
  }

  private String log(ObjectNode pod, Call call) {
    JsonNode containers = pod.at("/spec/containers");
    String container = call.query("container");
    if (container.isEmpty() && containers.size() == 1) {
      container = containers.at("/0/name").asText();
    }
    if (container.isEmpty()) {
      throw ApiError.badRequest("a container name must be specified for pod " + call.name());
    }
    String name = container;
    String log =
        podLogs
            .read(call.namespace(), call.name(), name)
            .orElseThrow(() -> ApiError.badRequest("container " + name + " has no log"));
    String tail = call.query("tailLines");
    long skip = tail.isEmpty() ? 0 : Math.max(0, log.lines().count() - Long.parseLong(tail));
    StringBuilder kept = new StringBuilder();
    log.lines().skip(skip).forEach(line -> kept.append(line).append('\n'));
    return kept.toString();
  }

  private ObjectNode list(ResourceType type, Call call) {
    ObjectStore.Listing all = store.list(type, call.namespace());
    ObjectNode list = Json.object().put("kind", type.kind() + "List");
    list.put("apiVersion", type.apiVersion());
    Json.metadata(list).put("resourceVersion", Long.toString(all.version()));
    ArrayNode items = list.putArray("items");
    all.objects().stream().filter(Watching.selector(call)).forEach(items::add);
    return list;
  }

  private ObjectNode create(ResourceType type, Call call) {
    WriteOptions options = call.writeOptions("Update");
    if (type.has("review")) {
      ObjectNode review = call.object();
      ObjectNode status = review.putObject("status").put("allowed", true).put("incomplete", false);
      ObjectNode rule = status.putArray("resourceRules").addObject();
      for (String each : new String[] {"verbs", "apiGroups", "resources"}) {
        rule.putArray(each).add("*");
      }
      status.putArray("nonResourceRules");
      return review;
    }
    if (call.subresource().equals("binding")) {
      JsonNode node = call.object().at("/target/name");
      WriteOptions binding = new WriteOptions("", options.dryRun(), options.manager(), "Update");
      return write(
          type,
          call,
          binding,
          pod -> {
            pod.withObject("/spec").set("nodeName", node);
            return pod;
          });
    }
    return writes.create(type, call.namespace(), call.object(), options);
  }

  private ObjectNode update(ResourceType type, Call call) {
    ObjectNode body = call.object();
    WriteOptions options = call.writeOptions("Update");
    if (call.subresource().equals("scale")) {
      return scale(write(type, call, options, set -> scaled(set, body)));
    }
    return write(type, call, options, before -> body);
  }

  private Answer patch(ResourceType type, Call call) {
    boolean apply = call.contentType().equals("application/apply-patch+yaml");
    JsonNode patch = call.json();
    WriteOptions options = call.writeOptions(apply ? "Apply" : "Update");
    UnaryOperator<ObjectNode> change = before -> patched(type, call, before, patch);
    if (call.subresource().equals("scale")) {
      return new Answer(
          200,
          scale(
              write(
                  type,
                  call,
                  options,
                  set -> scaled(set, patched(type, call, scale(set), patch)))));
    }
    synchronized (store) {
      boolean missing = store.find(type, call.namespace(), call.name()).isEmpty();
      return apply && missing && call.subresource().isEmpty()
          ? new Answer(201, writes.create(type, call.namespace(), call.object(), options))
          : new Answer(200, write(type, call, options, change));
    }
  }

  private static ObjectNode patched(
      ResourceType type, Call call, ObjectNode before, JsonNode patch) {
    JsonNode after = Patches.apply(call.contentType(), before, patch, type.schema().isPresent());
    if (after instanceof ObjectNode object) {
      return object;
    }
    throw ApiError.badRequest("the patched document is not an object");
  }

  private ObjectNode write(
      ResourceType type, Call call, WriteOptions options, UnaryOperator<ObjectNode> change) {
    return writes.update(type, call.namespace(), call.name(), options, change);
  }

  private JsonNode deleteCollection(ResourceType type, Call call) {
    ObjectNode list = list(type, call);
    for (JsonNode item : list.path("items")) {
      writes.delete(
          type, Json.namespace(item), Json.name(item), call.deleteOptions(), call.dryRun());
    }
    return list;
  }

  private static ObjectNode scale(ObjectNode object) {
    ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    Json.copy(
        object.path("metadata"),
        Json.metadata(scale),
        "name",
        "namespace",
        "uid",
        "resourceVersion",
        "creationTimestamp");
    scale.putObject("spec").put("replicas", object.at("/spec/replicas").asInt());
    scale.putObject("status").put("replicas", object.at("/status/replicas").asInt());
    return scale;
  }

  private static ObjectNode scaled(ObjectNode object, ObjectNode scale) {
    object.withObject("/spec").set("replicas", scale.at("/spec/replicas"));
    Json.copy(scale.path("metadata"), Json.metadata(object), "resourceVersion");
    return object;
  }
}
