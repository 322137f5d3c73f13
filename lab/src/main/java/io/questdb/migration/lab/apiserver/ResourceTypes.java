package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** What is served now, and the discovery documents that say so. */
final class ResourceTypes {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  private final Map<String, ResourceType> served = new ConcurrentSkipListMap<>();

  ResourceTypes() {
    ResourceType.builtIn().forEach(this::serve);
  }

  void serve(ResourceType type) {
    served.put(type.apiVersion() + "/" + type.plural(), type);
  }

  void stopServing(ResourceType type) {
    served.remove(type.apiVersion() + "/" + type.plural());
  }

  Optional<ResourceType> find(String apiVersion, String plural) {
    return Optional.ofNullable(served.get(apiVersion + "/" + plural));
  }

  ResourceType get(String apiVersion, String plural) {
    return find(apiVersion, plural).orElseThrow(ApiError::noSuchPath);
  }

  List<ResourceType> all() {
    return List.copyOf(served.values());
  }

  /** The discovery document at a path such as {@code apis/apps/v1}. */
  JsonNode discovery(String path) {
    if (path.equals("version")) {
      return Json.object().put("major", "1").put("minor", "34").put("gitVersion", "v1.34.0");
    }
    if (path.equals("api")) {
      ObjectNode versions = Json.object().put("kind", "APIVersions");
      versions.putArray("versions").add("v1");
      return versions;
    }
    if (path.equals("apis")) {
      ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
      ArrayNode groups = list.putArray("groups");
      all().stream()
          .filter(type -> !type.group().isEmpty())
          .map(ResourceTypes::group)
          .distinct()
          .forEach(groups::add);
      return list;
    }
    String name = path.replaceFirst("^apis?/", "");
    return all().stream()
        .filter(type -> path.startsWith("apis/") && type.group().equals(name))
        .findFirst()
        .map(type -> (JsonNode) group(type).put("kind", "APIGroup").put("apiVersion", "v1"))
        .orElseGet(() -> resources(name));
  }

  private static ObjectNode group(ResourceType type) {
    ObjectNode group = Json.object().put("name", type.group());
    ObjectNode version = group.putObject("preferredVersion");
    version.put("groupVersion", type.apiVersion()).put("version", type.version());
    group.putArray("versions").add(version.deepCopy());
    return group;
  }

  private JsonNode resources(String apiVersion) {
    ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
    ArrayNode resources = list.put("groupVersion", apiVersion).putArray("resources");
    all().stream()
        .filter(type -> type.apiVersion().equals(apiVersion))
        .forEach(type -> describe(type, resources));
    if (resources.isEmpty()) {
      throw ApiError.noSuchPath();
    }
    return list;
  }

  private static void describe(ResourceType type, ArrayNode resources) {
    ObjectNode resource = resources.addObject().put("name", type.plural());
    resource.put("singularName", type.singular()).put("kind", type.kind());
    resource.put("namespaced", type.namespaced());
    ArrayNode verbs = resource.putArray("verbs");
    VERBS.stream().filter(verb -> !type.has("review") || verb.equals("create")).forEach(verbs::add);
    type.shortNames().forEach(resource.putArray("shortNames")::add);
    if (type.has("status")) {
      ObjectNode status = resource.deepCopy().put("name", type.plural() + "/status");
      status.putArray("verbs").add("get").add("patch").add("update");
      resources.add(status);
    }
  }
}
