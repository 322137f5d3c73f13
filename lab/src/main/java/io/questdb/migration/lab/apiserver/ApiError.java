package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** An answer other than success, as the {@code Status} object that kube-apiserver would send. */
final class ApiError extends RuntimeException {
  private final int code;
  private final String reason;
  private final transient ObjectNode details = Json.object();

  ApiError(int code, String reason, String message) {
    super(message, null, false, false);
    this.code = code;
    this.reason = reason;
  }

  private ApiError(int code, String reason, ResourceType type, String name, String message) {
    this(code, reason, message);
    details.put("name", name).put("group", type.group()).put("kind", type.plural());
  }

  static ApiError badRequest(String message) {
    return new ApiError(400, "BadRequest", message);
  }

  static ApiError noSuchPath() {
    return new ApiError(404, "NotFound", "the server could not find the requested resource");
  }

  static ApiError notFound(ResourceType type, String name) {
    String message = "%s \"%s\" not found".formatted(type.qualifiedName(), name);
    return new ApiError(404, "NotFound", type, name, message);
  }

  static ApiError alreadyExists(ResourceType type, String name) {
    String message = "%s \"%s\" already exists".formatted(type.qualifiedName(), name);
    return new ApiError(409, "AlreadyExists", type, name, message);
  }

  static ApiError conflict(ResourceType type, String name, String why) {
    String message =
        "Operation cannot be fulfilled on %s \"%s\": %s".formatted(type.qualifiedName(), name, why);
    return new ApiError(409, "Conflict", type, name, message);
  }

  static ApiError forbidden(ResourceType type, String name, String why) {
    String message = "%s \"%s\" is forbidden: %s".formatted(type.qualifiedName(), name, why);
    return new ApiError(403, "Forbidden", type, name, message);
  }

  /** A cause reads {@code <field>: <what is wrong>}. */
  static ApiError invalid(ResourceType type, String name, List<String> causes) {
    String all = causes.size() == 1 ? causes.get(0) : "[" + String.join(", ", causes) + "]";
    String message = "%s \"%s\" is invalid: %s".formatted(type.qualifiedKind(), name, all);
    ApiError error = new ApiError(422, "Invalid", type, name, message);
    error.details.put("kind", type.kind());
    for (String cause : causes) {
      int colon = cause.indexOf(": ");
      ObjectNode entry = error.details.withArray("causes").addObject();
      entry.put("field", cause.substring(0, colon)).put("message", cause.substring(colon + 2));
    }
    return error;
  }

  static ApiError expired(long asked, long oldest) {
    return new ApiError(
        410, "Expired", "too old resource version: %d (%d)".formatted(asked, oldest));
  }

  static ApiError injected(int code) {
    return new ApiError(code, code == 409 ? "Conflict" : "InternalError", "injected fault");
  }

  int code() {
    return code;
  }

  ObjectNode status() {
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Failure").put("message", getMessage());
    status.put("reason", reason).put("code", code);
    if (!details.isEmpty()) {
      status.set("details", details);
    }
    return status;
  }
}
