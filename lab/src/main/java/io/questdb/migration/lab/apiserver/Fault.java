package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Something that goes wrong for the next {@code times} matching requests. {@code *} matches every
 * verb, resource ({@code pods}, {@code pods/status}) or name.
 *
 * @param body what the request must carry
 */
public record Fault(
    String verb, String resource, String name, Predicate<JsonNode> body, int times, Effect effect) {

  /** Whatever the request carries. */
  public Fault(String verb, String resource, String name, int times, Effect effect) {
    this(verb, resource, name, any -> true, times, effect);
  }

  /** What the client meets. */
  public sealed interface Effect permits Answer, Delay, Drop, DropAfter {}

  /** The server answers with this HTTP status and does nothing. */
  public record Answer(int code) implements Effect {
    ObjectNode status() {
      String reason =
          switch (code) {
            case 409 -> "Conflict";
            case 410 -> "Expired";
            case 429 -> "TooManyRequests";
            default -> "InternalError";
          };
      return new ApiError(code, reason, "a fault of the lab").status();
    }
  }

  /** The request is served late. */
  public record Delay(Duration duration) implements Effect {}

  /** The connection ends before the request has any effect. */
  public record Drop() implements Effect {}

  /** The request takes effect, then the connection ends without an answer. */
  public record DropAfter() implements Effect {}

  boolean matches(Call call) {
    return (verb.equals("*") || verb.equals(call.verb()))
        && (resource.equals("*") || resource.equals(call.resource()))
        && (name.equals("*") || name.equals(call.name()))
        && body.test(call.body());
  }
}
