package io.questdb.migration.steps;

import io.questdb.migration.api.v1alpha1.Defaults;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.Evidence;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Observed;
import io.questdb.migration.engine.Operation;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.SchemaRecorded;
import io.questdb.migration.facts.Sealed;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One moment of a run: what was recorded before it, and what can be seen. What is not seen is not
 * there. Immutable, so that the rows of a table can share one and add to it.
 */
record Situation(Run run, Map<Probe<?>, Object> seen) {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:10Z");

  /** When the step was first decided. */
  static final Instant BEGUN = NOW.minusSeconds(3);

  /** The plain migration, in which that step is under way and all before it are done. */
  static Situation at(StepName step) {
    return at(step, "plain");
  }

  /** The same with another variant of {@link Originals}. */
  static Situation at(StepName step, String variant) {
    Originals.Variant original = Originals.variant(variant);
    Map<StepName, Row> rows = new EnumMap<>(StepName.class);
    for (StepName name : StepName.values()) {
      if (name.compareTo(step) < 0) {
        rows.put(name, row(name, StepState.COMPLETE, 1, Recorded.evidence(name, original)));
      }
    }
    rows.put(step, row(step, StepState.RUNNING, 1, Optional.empty()));
    boolean committed = step.compareTo(StepName.ALLOW_ENTERPRISE) > 0;
    Ledger ledger =
        new Ledger(
            rows, List.of(), committed ? Optional.of(BEGUN) : Optional.empty(), Optional.empty());
    return new Situation(
        new Run(
            Originals.NAMESPACE,
            "migration",
            Originals.RUN_UID,
            false,
            original.spec(),
            ledger,
            false,
            NOW),
        Map.of());
  }

  /** The fact that answers the question. */
  <T> Situation sees(Probe<T> probe, T fact) {
    Map<Probe<?>, Object> more = new HashMap<>(seen);
    more.put(probe, fact);
    return new Situation(run, more);
  }

  /** The run record is there as the run wrote it: its hashes are recorded, should it be time. */
  Situation keeps(RunRecord record) {
    Situation kept = sees(new Probes.StoredRecord(record.secretName()), record);
    if (run.ledger().closed(StepName.RECORD_SCHEMA)) {
      kept =
          kept.recorded(
              StepName.RECORD_SCHEMA, new SchemaRecorded(record.secretName(), record.hash(), 1));
    }
    return run.ledger().closed(StepName.SEAL_VOLUME)
        ? kept.recorded(StepName.SEAL_VOLUME, new Sealed(record.sealHash(), 1))
        : kept;
  }

  /** What the question is about is not there after all. */
  Situation gone(Probe<?> probe) {
    Map<Probe<?>, Object> less = new HashMap<>(seen);
    less.remove(probe);
    return new Situation(run, less);
  }

  /** The same spec in which something is different. */
  Situation spec(Consumer<QuestDBMigrationSpec> change) {
    QuestDBMigrationSpec changed = Defaults.applied(run.spec());
    change.accept(changed);
    return new Situation(
        new Run(
            run.namespace(),
            run.name(),
            run.uid(),
            run.specChanged(),
            changed,
            run.ledger(),
            run.deleting(),
            run.now()),
        seen);
  }

  /** The step is done, with that evidence. */
  Situation recorded(StepName step, Evidence evidence) {
    return with(row(step, StepState.COMPLETE, 1, Optional.of(evidence)));
  }

  /** The step is in that state and attempt. */
  Situation recorded(StepName step, StepState state, int attempt) {
    return with(row(step, state, attempt, Optional.empty()));
  }

  /** The step was never begun. */
  Situation without(StepName step) {
    Map<StepName, Row> rows = new HashMap<>(run.ledger().rows());
    rows.remove(step);
    return with(rows, run.ledger().operations());
  }

  /** The step's action that cannot be repeated was sent; its answer may be lost. */
  Situation sent(StepName step, Optional<String> answer) {
    String key = step.text() + "/" + run.ledger().attempt(step);
    return with(run.ledger().rows(), List.of(new Operation(key, step, BEGUN, answer)));
  }

  /** An observation of these probes. */
  World world(Set<Probe<?>> probes) {
    Map<Probe<?>, Observed<?>> answers = new HashMap<>();
    for (Probe<?> probe : probes) {
      Object fact = seen.get(probe);
      answers.put(probe, fact == null ? new Observed.Absent<>() : new Observed.Present<>(fact));
    }
    return new World(run, answers);
  }

  Situation with(Row row) {
    Map<StepName, Row> rows = new HashMap<>(run.ledger().rows());
    rows.put(row.step(), row);
    return with(rows, run.ledger().operations());
  }

  private Situation with(Map<StepName, Row> rows, List<Operation> operations) {
    Ledger ledger = run.ledger();
    Ledger changed = new Ledger(rows, operations, ledger.committedAt(), ledger.unknown());
    return new Situation(run.with(changed), seen);
  }

  private static Row row(StepName step, StepState state, int attempt, Optional<Evidence> evidence) {
    Optional<Instant> ended = state.closed() ? Optional.of(BEGUN) : Optional.empty();
    Reason reason = state.closed() ? Reason.DONE : Reason.IN_PROGRESS;
    return new Row(
        step, state, attempt, 0, reason, "decided before", Optional.of(BEGUN), ended, evidence);
  }
}
