package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A request, understood. {@code type} is absent for a path that is no resource. */
record Call(
    String verb,
    Optional<ResourceType> type,
    String namespace,
    String name,
    String subresource,
    Map<String, String> query,
    String contentType,
    String userAgent,
    String caller,
    String body) {

  static Call read(HttpExchange exchange, ResourceTypes types) throws IOException {
    String path = exchange.getRequestURI().getPath().replaceAll("^/|/$", "");
    List<String> words = new ArrayList<>(List.of(path.split("/")));
    int prefix = words.get(0).equals("api") ? 2 : words.get(0).equals("apis") ? 3 : words.size();
    Map<String, String> query = parameters(exchange.getRequestURI().getRawQuery());
    String method = exchange.getRequestMethod().toLowerCase(Locale.ROOT);
    String body;
    try (InputStream in = exchange.getRequestBody()) {
      body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String contentType = header(exchange, "Content-Type").replaceFirst(";.*", "");
    String userAgent = header(exchange, "User-Agent");
    String token = header(exchange, "Authorization").replaceFirst("^Bearer ", "");
    String caller = token.isEmpty() ? "anonymous" : token;
    if (words.size() <= prefix) {
      return new Call(
          method, Optional.empty(), "", path, "", query, contentType, userAgent, caller, body);
    }
    String version = String.join("/", words.subList(1, prefix));
    words.subList(0, prefix).clear();
    String namespace = "";
    if (words.get(0).equals("namespaces")
        && words.size() > 2
        && !List.of("status", "finalize").contains(words.get(2))) {
      namespace = words.get(1);
      words.subList(0, 2).clear();
    }
    ResourceType type = types.get(version, words.get(0));
    String name = words.size() > 1 ? words.get(1) : "";
    String subresource = words.size() > 2 ? words.get(2) : "";
    String verb = verb(method, name, query);
    return new Call(
        verb,
        Optional.of(type),
        namespace,
        name,
        subresource,
        query,
        contentType,
        userAgent,
        caller,
        body);
  }

  private static String verb(String method, String name, Map<String, String> query) {
    boolean one = !name.isEmpty();
    boolean watch = query.getOrDefault("watch", "").matches("true|1");
    return switch (method) {
      case "get" -> watch ? "watch" : one ? "get" : "list";
      case "post" -> "create";
      case "put" -> "update";
      case "delete" -> one ? "delete" : "deletecollection";
      default -> method;
    };
  }

  private static Map<String, String> parameters(String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      String decoded = URLDecoder.decode(pair, StandardCharsets.UTF_8);
      int equals = decoded.indexOf('=');
      query.put(equals < 0 ? decoded : decoded.substring(0, equals), decoded.substring(equals + 1));
    }
    return query;
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }

  /** As a Role names it: {@code pods}, {@code pods/log}. */
  String resource() {
    String plural = type.map(ResourceType::plural).orElse("");
    return subresource.isEmpty() ? plural : plural + "/" + subresource;
  }

  String query(String parameter) {
    return query.getOrDefault(parameter, "");
  }

  boolean dryRun() {
    return query("dryRun").equals("All") || deleteOptions().path("dryRun").has(0);
  }

  JsonNode json() {
    try {
      return body.isEmpty() ? Json.object() : Serialization.unmarshal(body, JsonNode.class);
    } catch (RuntimeException e) {
      throw ApiError.badRequest("the body is neither JSON nor YAML: " + e.getMessage());
    }
  }

  ObjectNode object() {
    if (json() instanceof ObjectNode object) {
      return object;
    }
    throw ApiError.badRequest("the body is not an object");
  }

  JsonNode deleteOptions() {
    ObjectNode options = verb.startsWith("delete") ? object() : Json.object();
    if (!query("gracePeriodSeconds").isEmpty()) {
      options.put("gracePeriodSeconds", Integer.parseInt(query("gracePeriodSeconds")));
    }
    if (!query("propagationPolicy").isEmpty()) {
      options.put("propagationPolicy", query("propagationPolicy"));
    }
    return options;
  }

  WriteOptions writeOptions(String kindOfWrite) {
    String agent = userAgent.replaceFirst("/.*", "");
    String manager = query("fieldManager").isEmpty() ? agent : query("fieldManager");
    return new WriteOptions(subresource, dryRun(), manager, kindOfWrite);
  }

  Access answered(int status) {
    String group = type.map(ResourceType::group).orElse("");
    String plural = type.map(ResourceType::plural).orElse("");
    return new Access(
        Instant.now(), verb, group, plural, subresource, namespace, name, status, caller, dryRun());
  }
}
