package io.questdb.migration.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is decided in a step's place while a look of it is not answered. */
final class Unanswered {
  private static final Duration RECHECK = Duration.ofSeconds(2);

  private Unanswered() {}

  /** Looks again, and again: for what has a time limit, or must never give up. */
  static Optional<Decision> waits(World world) {
    return world.unknowns().stream().findFirst().map(Unanswered::wait);
  }

  /** The same, but calls a person where only that would end it. */
  static Optional<Decision> decision(World world, Step step, Row row) {
    List<Observed.Unknown<?>> unknowns = world.unknowns();
    if (unknowns.isEmpty() || step.patience().isEmpty()) {
      return waits(world);
    }
    List<Finding> refusals =
        unknowns.stream().filter(Observed.Unknown::refused).map(Unanswered::finding).toList();
    if (!refusals.isEmpty()) {
      return Optional.of(refused(refusals));
    }
    // A held step was without an answer, or blocked, before: it has had its time.
    Instant now = world.run().now();
    boolean over =
        row.state() == StepState.HELD
            || row.startedAt()
                .filter(began -> began.plus(step.patience().get()).isBefore(now))
                .isPresent();
    Observed.Unknown<?> first = unknowns.get(0);
    return Optional.of(
        over ? new Decision.Hold(Reason.OBSERVATION_FAILED, first.why()) : wait(first));
  }

  private static Decision wait(Observed.Unknown<?> unknown) {
    return new Decision.Wait(Reason.OBSERVATION_FAILED, unknown.why(), RECHECK);
  }

  private static Decision refused(List<Finding> refusals) {
    Finding first = refusals.get(0);
    String others =
        refusals.size() == 1
            ? ""
            : " (and " + (refusals.size() - 1) + " more, see status.findings)";
    return new Decision.Hold(
        first.reason(), first.message() + ": " + first.remedy() + others, refusals);
  }

  private static Finding finding(Observed.Unknown<?> refusal) {
    return new Finding(
        "Observation",
        Finding.Severity.BLOCK,
        Reason.NOT_CHECKED,
        refusal.why(),
        "Grant the operator, or allow, what the message names; it looks again within a minute.");
  }
}
