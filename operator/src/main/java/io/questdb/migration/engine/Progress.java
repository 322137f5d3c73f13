package io.questdb.migration.engine;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** How far a section is by the ledger, and the ledger in which it begins again. */
record Progress(Ledger ledger, Section section) {

  /** The step's row; one of this attempt if it was never begun. */
  Row row(Step step) {
    return ledger.row(step.name()).orElseGet(() -> Row.pending(step.name(), attempt(), retries()));
  }

  boolean closed() {
    return section.steps().stream().allMatch(step -> ledger.closed(step.name()));
  }

  Step firstOpen() {
    return section.steps().stream()
        .filter(step -> !ledger.closed(step.name()))
        .findFirst()
        .orElseThrow();
  }

  boolean untouched() {
    return section.steps().stream().noneMatch(step -> ledger.begun(step.name()));
  }

  /** Whether this attempt may have taken something that was not given back. */
  boolean owes() {
    return !untouched()
        && section.giveBack().filter(step -> !ledger.closed(step.name())).isPresent();
  }

  /** Whether ending now, in that row's step, means giving back first. */
  boolean givesBackFrom(Row row) {
    return section.giveBack().isPresent()
        && ledger.committedAt().isEmpty()
        && (row.state() == StepState.RUNNING
            || section.steps().stream()
                .anyMatch(step -> step.name() != row.step() && ledger.begun(step.name())));
  }

  /** The row that says what the section is being given back for. */
  Optional<Row> cause() {
    return rows().filter(row -> row.state().givingBack()).findFirst();
  }

  /** Whether giving back now means that there was an outage. */
  boolean inOutage() {
    return section.deadline().filter(limit -> ledger.begun(limit.since())).isPresent();
  }

  /** Until when a person is left the time to do something. */
  Optional<Instant> heldUntil() {
    return rows().flatMap(row -> row.heldUntil().stream()).max(Comparator.naturalOrder());
  }

  /** The ledger after the give-back, by the purpose that the section was given back for. */
  Ledger settled(Instant now) {
    Optional<Row> cause = cause();
    if (cause.isEmpty()) {
      return ledger;
    }
    return cause.get().state() == StepState.FAILING
        ? ledger.with(cause.get().ended(StepState.FAILED, now))
        : reopened(now);
  }

  /** The ledger in which the section is in its next attempt, with every step: names rest on it. */
  Ledger reopened(Instant now) {
    int attempt = attempt() + 1;
    int retries = retries() + (cause().filter(this::counts).isPresent() ? 1 : 0);
    Ledger reopened = ledger;
    for (Row row : section.all().map(this::row).toList()) {
      reopened =
          reopened.with(
              row.state() == StepState.HOLDING
                  ? row.heldIn(attempt, retries, now)
                  : row.reopened(attempt, retries));
    }
    return reopened;
  }

  /** A hold that stopped nothing costs little, and a suspension is nobody's failure. */
  private boolean counts(Row cause) {
    return cause.state() == StepState.REDOING || (cause.state() == StepState.HOLDING && inOutage());
  }

  private int attempt() {
    return rows().mapToInt(Row::attempt).max().orElse(1);
  }

  private int retries() {
    return rows().mapToInt(Row::retries).max().orElse(0);
  }

  private Stream<Row> rows() {
    return section.all().flatMap(step -> ledger.row(step.name()).stream());
  }
}
