package io.questdb.migration.lab.client;

import java.time.Duration;
import java.time.Instant;

/**
 * A time without service, as the client that waited measured it.
 *
 * @param lastGood the last answer of use before it
 * @param firstFailure the first request that failed
 * @param firstGood the first answer of use after it
 */
public record Gap(Instant lastGood, Instant firstFailure, Instant firstGood) {

  /** From the last good answer to the first good answer. */
  public Duration length() {
    return Duration.between(lastGood, firstGood);
  }
}
