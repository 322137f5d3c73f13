package io.questdb.migration.controller;

import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.CheckpointLeft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one write changed: the only source of events, metric increments and log lines, so that each
 * is given once.
 *
 * @param changed the rows that are in another state, attempt or reason, as they are now
 */
record Transitions(List<Row> changed, List<Measurement> measurements) {

  /**
   * A note is bounded at 1 KiB (Kubernetes API: events.k8s.io/v1); a character may take three
   * bytes.
   */
  private static final int MOST_NOTE = 340;

  private static final Set<StepState> TROUBLED =
      Set.of(
          StepState.REDOING,
          StepState.HOLDING,
          StepState.HELD,
          StepState.FAILING,
          StepState.FAILED);

  static Transitions between(Ledger before, Ledger after, QuestDBMigrationSpec spec) {
    List<Row> changed =
        after.rows().values().stream()
            .filter(row -> row.state() != StepState.PENDING)
            .filter(row -> differs(before.row(row.step()), row))
            .toList();
    List<Measurement> measurements = new ArrayList<>();
    for (Row row : changed) {
      measured(before.row(row.step()), row).ifPresent(measurements::add);
    }
    Optional<Duration> lasted = StatusMapper.outage(after, spec);
    lasted
        .filter(known -> StatusMapper.outage(before, spec).isEmpty())
        .map(Measurement.OutageLasted::new)
        .ifPresent(measurements::add);
    if (before.evidence(CheckpointLeft.class).isEmpty()) {
      after
          .evidence(CheckpointLeft.class)
          .map(left -> new Measurement.CheckpointHeld(left.heldSeconds()))
          .ifPresent(measurements::add);
    }
    return new Transitions(changed, List.copyOf(measurements));
  }

  /** One event per change. */
  List<EventDraft> events(Instant now) {
    return changed.stream().map(row -> event(row, now)).toList();
  }

  private static EventDraft event(Row row, Instant now) {
    String note = row.message().isEmpty() ? row.state().text() : row.message();
    return new EventDraft(
        troubled(row) ? "Warning" : "Normal",
        row.reason().text(),
        row.step().text(),
        note.length() <= MOST_NOTE ? note : note.substring(0, MOST_NOTE - 1) + "…",
        now);
  }

  private static boolean troubled(Row row) {
    return TROUBLED.contains(row.state())
        || row.reason() == Reason.ACTION_FAILED
        || row.reason() == Reason.OBSERVATION_FAILED;
  }

  private static boolean differs(Optional<Row> before, Row after) {
    return before
        .filter(
            row ->
                row.state() == after.state()
                    && row.attempt() == after.attempt()
                    && row.reason() == after.reason())
        .isEmpty();
  }

  private static Optional<Measurement> measured(Optional<Row> before, Row after) {
    if (before.map(Row::state).filter(state -> state == after.state()).isPresent()) {
      return Optional.empty();
    }
    if (after.state() == StepState.FAILED) {
      return Optional.of(new Measurement.Failed(after.reason()));
    }
    if (after.state() != StepState.COMPLETE || after.startedAt().isEmpty()) {
      return Optional.empty();
    }
    return after
        .endedAt()
        .map(
            ended ->
                new Measurement.StepTook(
                    after.step(), Duration.between(after.startedAt().get(), ended)));
  }
}
