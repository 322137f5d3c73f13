package io.questdb.migration.adapter.questdb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.questdb.migration.ports.Database.Listener;
import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.PortException;
import io.questdb.migration.ports.Sql;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Runs statements by {@code GET /exec} (questdb docs: REST API). */
final class SqlClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Wire wire;
  private final Duration timeout;

  SqlClient(Wire wire, Duration timeout) {
    this.wire = wire;
    this.timeout = timeout;
  }

  Rows run(Endpoint endpoint, Sql statement) {
    return run(endpoint, statement, timeout);
  }

  Rows run(Endpoint endpoint, Sql statement, Duration within) {
    return rows(endpoint, statement, wire.get(endpoint, Listener.HTTP, target(statement), within));
  }

  /** The answer to a statement on a connection of its own. */
  HttpAnswer ask(Endpoint endpoint, Sql statement) {
    return wire.getAfresh(endpoint, Listener.HTTP, target(statement), timeout);
  }

  /** Any other resource of the HTTP listener, as JSON. */
  JsonNode get(Endpoint endpoint, String path) {
    HttpAnswer answer = wire.get(endpoint, Listener.HTTP, path, timeout);
    String what = path + " of " + wire.address(endpoint, Listener.HTTP);
    if (answer.status() != 200) {
      throw refusal(what, answer.status(), "");
    }
    return json(what, answer);
  }

  /**
   * The rows of an answer.
   *
   * @throws PortException for every answer but a good one: a status of 200 does not exclude an
   *     error
   */
  Rows rows(Endpoint endpoint, Sql statement, HttpAnswer answer) {
    String what = statement.verb() + " at " + wire.address(endpoint, Listener.HTTP);
    if (answer.status() != 200 && answer.status() != 400 && answer.status() != 403) {
      throw refusal(what, answer.status(), "");
    }
    JsonNode json = json(what, answer);
    if (answer.status() != 200 || json.has("error")) {
      // A server quotes what it does not understand: a password among it.
      String why = statement.hasLiterals() ? "" : ": " + json.path("error").asText();
      throw refusal(what, answer.status(), why);
    }
    return new Rows(json);
  }

  static PortException refusal(String what, int status, String why) {
    String message = what + " was answered with status " + status + why;
    return status >= 500
        ? new PortException.Unavailable(message)
        : new PortException.Rejected(message);
  }

  static String target(Sql statement) {
    return "/exec?query=" + URLEncoder.encode(statement.text(), StandardCharsets.UTF_8);
  }

  private static JsonNode json(String what, HttpAnswer answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      // Not as the cause: it quotes the text.
      throw new PortException.Rejected(what + " was not answered in JSON");
    }
  }
}
