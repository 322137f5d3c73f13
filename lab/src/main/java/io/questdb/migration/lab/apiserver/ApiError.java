package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** An answer other than success, as the {@code Status} object that kube-apiserver would send. */
final class ApiError extends RuntimeException {
  private final transient ObjectNode status;

  ApiError(int code, String reason, String message) {
    super(message, null, false, false);
    status = Json.object("v1", "Status").put("status", "Failure").put("code", code);
    status.put("reason", reason).put("message", message).putObject("metadata");
  }

  private static ApiError about(
      ResourceType type, String name, int code, String reason, String message) {
    ApiError error = new ApiError(code, reason, message);
    ObjectNode details = error.status.putObject("details").put("name", name);
    details.put("group", type.group()).put("kind", type.plural());
    return error;
  }

  static ApiError badRequest(String message) {
    return new ApiError(400, "BadRequest", message);
  }

  static ApiError noSuchPath() {
    return new ApiError(404, "NotFound", "the server could not find the requested resource");
  }

  static ApiError notFound(ResourceType type, String name) {
    String message = "%s \"%s\" not found".formatted(type.qualified(type.plural()), name);
    return about(type, name, 404, "NotFound", message);
  }

  static ApiError alreadyExists(ResourceType type, String name) {
    String message = "%s \"%s\" already exists".formatted(type.qualified(type.plural()), name);
    return about(type, name, 409, "AlreadyExists", message);
  }

  static ApiError conflict(ResourceType type, String name, String why) {
    String message = "Operation cannot be fulfilled on %s \"%s\": %s";
    message = message.formatted(type.qualified(type.plural()), name, why);
    return about(type, name, 409, "Conflict", message);
  }

  static ApiError forbidden(ResourceType type, String name, String why) {
    String message = "%s \"%s\" is forbidden: %s";
    message = message.formatted(type.qualified(type.plural()), name, why);
    return about(type, name, 403, "Forbidden", message);
  }

  /** A cause reads {@code <field>: <what is wrong>}. */
  static ApiError invalid(ResourceType type, String name, List<String> causes) {
    String all = causes.size() == 1 ? causes.get(0) : "[" + String.join(", ", causes) + "]";
    String message = "%s \"%s\" is invalid: %s";
    message = message.formatted(type.qualified(type.kind()), name, all);
    ApiError error = about(type, name, 422, "Invalid", message);
    ObjectNode details = error.status.withObject("/details").put("kind", type.kind());
    for (String cause : causes) {
      int colon = cause.indexOf(": ");
      ObjectNode entry = details.withArray("causes").addObject();
      entry.put("field", cause.substring(0, colon)).put("message", cause.substring(colon + 2));
    }
    return error;
  }

  int code() {
    return status.path("code").asInt();
  }

  ObjectNode status() {
    return status;
  }
}
