package io.questdb.migration.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The durable memory of one step.
 *
 * @param attempt from 1; the attempt of its section, so that names made from it are new after a
 *     give-back
 * @param retries how often the section began again because of a redo, or of a hold in an outage
 * @param startedAt when this attempt was first decided; empty for a hold that was given back
 * @param endedAt when it was closed, held or failed
 */
public record Row(
    StepName step,
    StepState state,
    int attempt,
    int retries,
    Reason reason,
    String message,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Optional<Evidence> evidence) {

  /** A hold that was not given back costs a look at the world, and is looked at this often. */
  static final Duration HELD_RECHECK = Duration.ofMinutes(1);

  /** A hold that was given back costs its section again: it waits twice as long each time. */
  private static final Duration MOST_PATIENCE = Duration.ofMinutes(10);

  static Row pending(StepName step, int attempt, int retries) {
    return new Row(
        step,
        StepState.PENDING,
        attempt,
        retries,
        Reason.PENDING,
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The row of the next attempt. */
  Row reopened(int nextAttempt, int nextRetries) {
    Row pending = pending(step, nextAttempt, nextRetries);
    return new Row(
        step,
        pending.state(),
        nextAttempt,
        nextRetries,
        pending.reason(),
        pending.message(),
        Optional.empty(),
        Optional.empty(),
        evidence.filter(Evidence::outlivesItsAttempt));
  }

  Row decided(StepState next, Decision decision, Instant now) {
    boolean ends = next.closed() || next == StepState.FAILED || next == StepState.HELD;
    boolean fresh = state == StepState.PENDING || state == StepState.HELD;
    return new Row(
        step,
        next,
        attempt,
        retries,
        decision.reason(),
        decision.message(),
        fresh ? Optional.of(now) : startedAt,
        ends ? Optional.of(now) : Optional.empty(),
        decision instanceof Decision.Complete complete ? complete.evidence() : evidence);
  }

  Row ended(StepState next, Instant now) {
    return new Row(
        step, next, attempt, retries, reason, message, startedAt, Optional.of(now), evidence);
  }

  /** The same row that shows why it is as it is. */
  public Row shows(Reason why, String prose) {
    return new Row(step, state, attempt, retries, why, prose, startedAt, endedAt, evidence);
  }

  /** When a held step is decided again, should the spec not change before. */
  Optional<Instant> heldUntil() {
    return endedAt.filter(at -> state == StepState.HELD).map(at -> at.plus(patience()));
  }

  private Duration patience() {
    Duration patience = HELD_RECHECK;
    for (int given = 2; startedAt.isEmpty() && given < attempt; given++) {
      patience = patience.multipliedBy(2);
      if (patience.compareTo(MOST_PATIENCE) > 0) {
        return MOST_PATIENCE;
      }
    }
    return patience;
  }

  Row heldIn(int nextAttempt, int nextRetries, Instant now) {
    return new Row(
        step,
        StepState.HELD,
        nextAttempt,
        nextRetries,
        reason,
        message,
        Optional.empty(),
        Optional.of(now),
        Optional.empty());
  }
}
