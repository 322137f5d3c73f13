package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The audit log of kube-apiserver, with one event in JSON a line. It has the requests of accounts
 * that are not part of Kubernetes.
 *
 * @param file need not be there yet
 */
public record AuditLog(Path file) {
  private static final String DECISION = "authorization.k8s.io/decision";

  /** Every answered request. */
  public List<Access> requests() {
    return events().map(AuditLog::access).toList();
  }

  /**
   * Those that no rule allowed. Other refusals, as in a namespace that is being deleted, have the
   * same status.
   */
  public List<Access> denied() {
    return events()
        .filter(event -> event.path("annotations").path(DECISION).asText().equals("forbid"))
        .map(AuditLog::access)
        .toList();
  }

  private Stream<JsonNode> events() {
    if (!Files.exists(file)) {
      return Stream.empty();
    }
    try {
      String text = Files.readString(file);
      // The last line may still be written.
      List<JsonNode> events =
          text.substring(0, text.lastIndexOf('\n') + 1).lines().map(AuditLog::event).toList();
      return begun(events);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode event(String line) {
    try {
      return Json.MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A request that is answered for long has one event at the begin of its answer, one at its end.
   */
  private static Stream<JsonNode> begun(List<JsonNode> events) {
    Map<String, JsonNode> first = new LinkedHashMap<>();
    events.forEach(event -> first.putIfAbsent(event.path("auditID").asText(), event));
    return first.values().stream();
  }

  private static Access access(JsonNode event) {
    JsonNode object = event.path("objectRef");
    boolean resource = object.has("resource");
    return new Access(
        Instant.parse(event.path("requestReceivedTimestamp").asText()),
        event.path("verb").asText(),
        object.path("apiGroup").asText(),
        object.path("resource").asText(),
        object.path("subresource").asText(),
        object.path("namespace").asText(),
        resource ? object.path("name").asText() : event.path("requestURI").asText(),
        event.at("/responseStatus/code").asInt(),
        event.at("/user/username").asText(),
        event.path("requestURI").asText().contains("dryRun=All"));
  }
}
