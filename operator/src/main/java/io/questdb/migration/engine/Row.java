package io.questdb.migration.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * The durable memory of one step.
 *
 * @param attempt from 1; the attempt of its section, so that names made from it are new after a
 *     give-back
 * @param startedAt when this attempt was first decided
 * @param endedAt when it was closed, held or failed
 */
public record Row(
    StepName step,
    StepState state,
    int attempt,
    Reason reason,
    String message,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Optional<Evidence> evidence) {

  static Row pending(StepName step, int attempt) {
    return new Row(
        step,
        StepState.PENDING,
        attempt,
        Reason.PENDING,
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  Row decided(StepState next, Decision decision, Instant now) {
    boolean ends = next.closed() || next == StepState.FAILED || next == StepState.HELD;
    boolean fresh = state == StepState.PENDING || state == StepState.HELD;
    return new Row(
        step,
        next,
        attempt,
        decision.reason(),
        decision.message(),
        fresh ? Optional.of(now) : startedAt,
        ends ? Optional.of(now) : Optional.empty(),
        decision instanceof Decision.Complete complete ? complete.evidence() : evidence);
  }

  Row ended(StepState next, Instant now) {
    return new Row(step, next, attempt, reason, message, startedAt, Optional.of(now), evidence);
  }

  Row heldIn(int nextAttempt, Instant now) {
    return new Row(
        step,
        StepState.HELD,
        nextAttempt,
        reason,
        message,
        Optional.empty(),
        Optional.of(now),
        Optional.empty());
  }
}
