package io.questdb.migration.lab.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks a database over HTTP. */
public final class DatabaseClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int ATTEMPTS = 2;

  private final Connection connection;

  public DatabaseClient(Supplier<Target> targets) {
    connection = new Connection(targets);
  }

  /**
   * The rows of a query; empty for a statement.
   *
   * @throws UncheckedIOException if the database is not reached or refuses
   */
  public JsonNode sql(String statement) {
    HttpResponse<String> answer = get(exec(statement));
    JsonNode body = json(answer.body());
    if (answer.statusCode() != 200 || body.has("error")) {
      String why = body.path("error").asText("status " + answer.statusCode());
      throw new UncheckedIOException(new IOException("the database refused: " + why));
    }
    return body.path("dataset");
  }

  /** The first column of the first row as a number. */
  public long number(String query) {
    return sql(query).path(0).path(0).asLong();
  }

  /** The HTTP status of {@code select 1}. */
  public int status() {
    return get(exec("select 1")).statusCode();
  }

  /** Whether it answers a query at all, if only to say that a login is needed. */
  public boolean answers() {
    try {
      return status() < 500;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Whether it answers {@code select 1}, with the login it was given. */
  public boolean serves() {
    try {
      return status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Whether it answers over TLS and shows exactly the certificate of the target. */
  public boolean provesCertificate() {
    return answers() && connection.secured();
  }

  /** {@code OSS} or {@code EE}, as {@code /settings} says. */
  public String edition() {
    return json(get("/settings").body()).at("/config/release.type").asText();
  }

  private static String exec(String statement) {
    return "/exec?query=" + URLEncoder.encode(statement, StandardCharsets.UTF_8);
  }

  private synchronized HttpResponse<String> get(String path) {
    // The second attempt speaks TLS if the first did not, and the other way round.
    for (int attempt = 1; ; attempt++) {
      try {
        HttpResponse<String> answer = connection.send(path, Optional.empty(), TIMEOUT);
        if (answer.statusCode() >= 400) {
          connection.retry();
        }
        return answer;
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new UncheckedIOException(e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while asking the database", e);
      }
    }
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      return JSON.createObjectNode();
    }
  }
}
