package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** What is served now, and the discovery documents that say so. */
final class ResourceTypes {
  private static final JsonNode VERBS =
      Json.MAPPER.valueToTree(
          "create delete deletecollection get list patch update watch".split(" "));

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

  Stream<ResourceType> all() {
    return served.values().stream();
  }

  /** The discovery document at a path such as {@code apis/apps/v1}. */
  JsonNode discovery(String path) {
    String group = path.replaceFirst("^apis?/?", "");
    ArrayNode groups = Json.MAPPER.createArrayNode();
    all()
        .filter(type -> !type.group().isEmpty() && path.startsWith("apis"))
        .filter(type -> group.isEmpty() || type.group().equals(group))
        .map(ResourceTypes::group)
        .distinct()
        .forEach(groups::add);
    return switch (path) {
      case "version" ->
          Json.object().put("major", "1").put("minor", "34").put("gitVersion", "v1.34.0");
      case "api" ->
          Json.object("v1", "APIVersions").set("versions", Json.MAPPER.createArrayNode().add("v1"));
      case "apis" -> Json.object("v1", "APIGroupList").set("groups", groups);
      default -> groups.isEmpty() ? resources(group) : groups.get(0);
    };
  }

  private static ObjectNode group(ResourceType type) {
    ObjectNode group = Json.object("v1", "APIGroup").put("name", type.group());
    ObjectNode version = group.putObject("preferredVersion");
    version.put("groupVersion", type.apiVersion()).put("version", type.version());
    group.putArray("versions").add(version.deepCopy());
    return group;
  }

  private JsonNode resources(String apiVersion) {
    ObjectNode list = Json.object("v1", "APIResourceList").put("groupVersion", apiVersion);
    ArrayNode resources = list.putArray("resources");
    all().filter(type -> type.apiVersion().equals(apiVersion)).forEach(t -> add(t, resources));
    if (resources.isEmpty()) {
      throw ApiError.noSuchPath();
    }
    return list;
  }

  private static void add(ResourceType type, ArrayNode resources) {
    ObjectNode resource = resources.addObject().put("name", type.plural()).put("kind", type.kind());
    resource.put("singularName", type.kind().toLowerCase(Locale.ROOT));
    resource.put("namespaced", type.namespaced()).set("verbs", VERBS);
    type.shortNames().forEach(resource.putArray("shortNames")::add);
    Stream.of("status", "scale", "log", "binding")
        .filter(type::has)
        .forEach(sub -> resources.add(resource.deepCopy().put("name", type.plural() + "/" + sub)));
  }
}
