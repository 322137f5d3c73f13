package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A request, understood. Where {@code type} is absent, {@code name} is the whole path. */
record Call(
    String verb,
    Optional<ResourceType> type,
    String namespace,
    String name,
    String subresource,
    Map<String, String> query,
    Headers headers,
    JsonNode body) {

  static Call read(HttpExchange exchange, ResourceTypes types) throws IOException {
    String path = exchange.getRequestURI().getPath().replaceAll("^/|/$", "");
    Map<String, String> query = parameters(exchange.getRequestURI().getRawQuery());
    JsonNode body =
        body(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    List<String> words = List.of(path.split("/"));
    int resource = words.get(0).equals("api") ? 2 : 3;
    int from = resource;
    String namespace = "";
    if (words.size() > resource + 2
        && words.get(resource).equals("namespaces")
        && !words.get(resource + 2).equals("status")) {
      namespace = words.get(resource + 1);
      from += 2;
    }
    Optional<ResourceType> type =
        words.size() > resource && words.get(0).startsWith("api")
            ? types.find(String.join("/", words.subList(1, resource)), words.get(from))
            : Optional.empty();
    String name = type.isEmpty() ? path : words.size() > from + 1 ? words.get(from + 1) : "";
    String subresource = type.isPresent() && words.size() > from + 2 ? words.get(from + 2) : "";
    String verb = verb(exchange.getRequestMethod(), !name.isEmpty(), query);
    return new Call(
        verb, type, namespace, name, subresource, query, exchange.getRequestHeaders(), body);
  }

  private static String verb(String method, boolean named, Map<String, String> query) {
    return switch (method) {
      case "GET" ->
          query.getOrDefault("watch", "").matches("true|1") ? "watch" : named ? "get" : "list";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "DELETE" -> named ? "delete" : "deletecollection";
      default -> method.toLowerCase(Locale.ROOT);
    };
  }

  private static JsonNode body(String text) {
    try {
      return text.isEmpty() ? Json.object() : Serialization.unmarshal(text, JsonNode.class);
    } catch (RuntimeException e) {
      return MissingNode.getInstance();
    }
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : query == null ? List.<String>of() : List.of(query.split("&"))) {
      String decoded = URLDecoder.decode(pair, StandardCharsets.UTF_8);
      parameters.put(decoded.replaceFirst("=.*", ""), decoded.replaceFirst("^[^=]*=?", ""));
    }
    return parameters;
  }

  String query(String parameter) {
    return query.getOrDefault(parameter, "");
  }

  String header(String name) {
    return Optional.ofNullable(headers.getFirst(name)).orElse("");
  }

  private String of(Function<ResourceType, String> part) {
    return type.map(part).orElse("");
  }

  /** As a Role names it: {@code pods}, {@code pods/log}. */
  String resource() {
    return of(ResourceType::plural) + (subresource.isEmpty() ? "" : "/" + subresource);
  }

  boolean dryRun() {
    return query("dryRun").equals("All")
        || (verb.startsWith("delete") && body.path("dryRun").has(0));
  }

  /** The body as an object; nothing sent is an empty one. */
  ObjectNode object() {
    if (body instanceof ObjectNode object) {
      return object.deepCopy();
    }
    throw ApiError.badRequest("the body is not an object in JSON or YAML");
  }

  /** DeleteOptions of the body and of the query. */
  ObjectNode deleteOptions() {
    ObjectNode options = object();
    if (!query("gracePeriodSeconds").isEmpty()) {
      options.put("gracePeriodSeconds", Integer.parseInt(query("gracePeriodSeconds")));
    }
    if (!query("propagationPolicy").isEmpty()) {
      options.put("propagationPolicy", query("propagationPolicy"));
    }
    return options;
  }

  WriteOptions writeOptions(String operation) {
    String agent = header("User-Agent").replaceFirst("/.*", "");
    String view = subresource.equals("binding") ? "" : subresource;
    return new WriteOptions(view, dryRun(), query.getOrDefault("fieldManager", agent), operation);
  }

  /** By the client that the token names. */
  Access answered(int status) {
    String token = header("Authorization").replaceFirst("^Bearer ", "");
    return answered(status, token.isEmpty() ? "anonymous" : token);
  }

  Access answered(int status, String caller) {
    return new Access(
        Instant.now(),
        verb,
        of(ResourceType::group),
        of(ResourceType::plural),
        subresource,
        namespace,
        name,
        status,
        caller,
        dryRun());
  }
}
