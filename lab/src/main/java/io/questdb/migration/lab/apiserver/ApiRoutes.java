package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** From a call to its answer; watches apart. */
final class ApiRoutes {
  /** A body that is a JSON text goes out as plain text. */
  record Answer(int code, JsonNode body) {}

  private static final List<String> SCALE_METADATA =
      List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp");

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
    try {
      if (call.type().isPresent()) {
        return answer(call, call.type().get());
      }
      boolean health = call.name().matches("healthz|livez|readyz");
      return new Answer(200, health ? new TextNode("ok") : types.discovery(call.name()));
    } catch (ApiError e) {
      return new Answer(e.code(), e.status());
    } catch (RuntimeException e) {
      return new Answer(500, new ApiError(500, "InternalError", e.toString()).status());
    }
  }

  private Answer answer(Call call, ResourceType type) {
    if (!call.subresource().isEmpty() && !type.has(call.subresource())) {
      throw ApiError.noSuchPath();
    }
    return switch (call.verb()) {
      case "get" -> new Answer(200, get(type, call));
      case "list" -> new Answer(200, list(type, call));
      case "create" -> new Answer(201, create(type, call));
      case "update" -> new Answer(200, change(type, call, "Update"));
      case "patch" -> patch(type, call);
      case "delete" -> new Answer(200, delete(type, call, call.namespace(), call.name()));
      case "deletecollection" -> {
        ObjectNode list = list(type, call);
        for (JsonNode each : list.path("items")) {
          delete(type, call, Json.meta(each, "namespace"), Json.meta(each, "name"));
        }
        yield new Answer(200, list);
      }
      default -> throw new ApiError(405, "MethodNotAllowed", "the server does not allow this");
    };
  }

  private JsonNode get(ResourceType type, Call call) {
    ObjectNode object = writes.find(type, call.namespace(), call.name());
    return switch (call.subresource()) {
      case "scale" -> scale(object);
      case "log" -> new TextNode(log(object, call));
      default -> object;
    };
  }

  private String log(ObjectNode pod, Call call) {
    JsonNode containers = pod.at("/spec/containers");
    String only = containers.size() == 1 ? containers.at("/0/name").asText() : "";
    String container = call.query().getOrDefault("container", only);
    String log =
        podLogs
            .read(call.namespace(), call.name(), container)
            .orElseThrow(() -> ApiError.badRequest("container \"" + container + "\" has no log"));
    String tail = call.query("tailLines");
    long skip = tail.isEmpty() ? 0 : Math.max(0, log.lines().count() - Long.parseLong(tail));
    return log.lines().skip(skip).map(line -> line + "\n").collect(Collectors.joining());
  }

  private ObjectNode list(ResourceType type, Call call) {
    ObjectStore.Listing all = store.list(type, call.namespace());
    ObjectNode list = Json.object(type.apiVersion(), type.kind() + "List");
    Json.metadata(list).put("resourceVersion", Long.toString(all.version()));
    ArrayNode items = list.putArray("items");
    all.objects().stream().filter(Watching.selector(call)).forEach(items::add);
    return list;
  }

  private ObjectNode create(ResourceType type, Call call) {
    if (type.has("review")) {
      ObjectNode review = call.object();
      ObjectNode status = review.putObject("status").put("allowed", true).put("incomplete", false);
      ObjectNode rule = status.putArray("resourceRules").addObject();
      for (String each : List.of("verbs", "apiGroups", "resources")) {
        rule.putArray(each).add("*");
      }
      status.putArray("nonResourceRules");
      return review;
    }
    return call.subresource().equals("binding")
        ? change(type, call, "Update")
        : writes.create(type, call.namespace(), call.object(), call.writeOptions("Update"));
  }

  private Answer patch(ResourceType type, Call call) {
    boolean apply = call.header("Content-Type").startsWith("application/apply-patch");
    synchronized (store) {
      boolean missing = store.find(type, call.namespace(), call.name()).isEmpty();
      return apply && missing && call.subresource().isEmpty()
          ? new Answer(
              201, writes.create(type, call.namespace(), call.object(), call.writeOptions("Apply")))
          : new Answer(200, change(type, call, apply ? "Apply" : "Update"));
    }
  }

  private ObjectNode change(ResourceType type, Call call, String operation) {
    boolean scale = call.subresource().equals("scale");
    ObjectNode after =
        writes.update(
            type,
            call.namespace(),
            call.name(),
            call.writeOptions(operation),
            before ->
                switch (call.subresource()) {
                  case "scale" -> scaled(before, wanted(type, call, scale(before)));
                  case "binding" -> bound(before, call.object());
                  default -> wanted(type, call, before);
                });
    return scale ? scale(after) : after;
  }

  private static ObjectNode wanted(ResourceType type, Call call, ObjectNode before) {
    if (call.verb().equals("update")) {
      return call.object();
    }
    String contentType = call.header("Content-Type").replaceFirst(";.*", "");
    JsonNode after = Patches.apply(contentType, before, call.body(), type.schema().isPresent());
    if (after instanceof ObjectNode object) {
      return object;
    }
    throw ApiError.badRequest("the patched document is not an object");
  }

  private ObjectNode delete(ResourceType type, Call call, String namespace, String name) {
    return writes.delete(type, namespace, name, call.deleteOptions(), call.dryRun());
  }

  private static ObjectNode bound(ObjectNode pod, ObjectNode binding) {
    pod.withObject("/spec").set("nodeName", binding.at("/target/name"));
    return pod;
  }

  private static ObjectNode scale(ObjectNode object) {
    ObjectNode scale = Json.object("autoscaling/v1", "Scale");
    Json.copy(object.path("metadata"), Json.metadata(scale), SCALE_METADATA);
    int replicas = object.at("/spec/replicas").asInt();
    ObjectNode spec = scale.putObject("spec");
    if (replicas > 0) {
      spec.put("replicas", replicas);
    }
    scale.putObject("status").put("replicas", object.at("/status/replicas").asInt());
    return scale;
  }

  private static ObjectNode scaled(ObjectNode object, ObjectNode scale) {
    object.withObject("/spec").put("replicas", scale.at("/spec/replicas").asInt());
    Json.copy(scale.path("metadata"), Json.metadata(object), List.of("resourceVersion"));
    return object;
  }
}
