package io.questdb.migration.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The durable memory of a migration: the only thing the operator reads back.
 *
 * @param rows at most one per step
 * @param operations the actions that cannot be repeated, oldest first
 * @param committedAt when Enterprise was allowed on the volume: the point of no return
 * @param unknown a step or state that this version does not know; then nothing may be touched
 */
public record Ledger(
    Map<StepName, Row> rows,
    List<Operation> operations,
    Optional<Instant> committedAt,
    Optional<String> unknown) {

  public Ledger {
    Map<StepName, Row> ordered = new EnumMap<>(StepName.class);
    ordered.putAll(rows);
    rows = Collections.unmodifiableMap(ordered);
    operations = List.copyOf(operations);
  }

  /** The memory of a migration that nobody has looked at yet. */
  public static Ledger empty() {
    return new Ledger(Map.of(), List.of(), Optional.empty(), Optional.empty());
  }

  /** Whether nothing was ever recorded. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The row of a step that was ever begun. */
  public Optional<Row> row(StepName step) {
    return Optional.ofNullable(rows.get(step));
  }

  /** Whether the step is over, without failure. */
  public boolean closed(StepName step) {
    Row row = rows.get(step);
    return row != null && row.state().closed();
  }

  /** Whether the step was decided in its present attempt. */
  public boolean begun(StepName step) {
    Row row = rows.get(step);
    return row != null && row.state().begun();
  }

  /** The attempt that the step is in; 1 for one that was never begun. */
  public int attempt(StepName step) {
    return row(step).map(Row::attempt).orElse(1);
  }

  /** The newest evidence of that type, or empty when no row holds one. */
  public <E extends Evidence> Optional<E> evidence(Class<E> type) {
    E newest = null;
    for (Row row : rows.values()) {
      Evidence evidence = row.evidence().orElse(null);
      newest = type.isInstance(evidence) ? type.cast(evidence) : newest;
    }
    return Optional.ofNullable(newest);
  }

  /**
   * The evidence of that type.
   *
   * @throws IllegalStateException when no row holds one: the step that needs it was ordered before
   *     the one that finds it
   */
  public <E extends Evidence> E require(Class<E> type) {
    return evidence(type)
        .orElseThrow(() -> new IllegalStateException("no " + type.getSimpleName() + " recorded"));
  }

  /** The record of the step's action that cannot be repeated, in that attempt. */
  public Optional<Operation> operation(StepName step, int attempt) {
    String key = key(step, attempt);
    return operations.stream().filter(operation -> operation.key().equals(key)).findFirst();
  }

  static String key(StepName step, int attempt) {
    return step.text() + "/" + attempt;
  }

  /** The failed row, or empty while the migration has not failed. */
  public Optional<Row> failed() {
    for (Row row : rows.values()) {
      if (row.state() == StepState.FAILED) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  /** The row that waits for a person now, or empty when none does. */
  public Optional<Row> held() {
    return rows.values().stream().filter(row -> row.state() == StepState.HELD).findFirst();
  }

  /** The row that will wait for a person once its section is given back, or empty. */
  public Optional<Row> holding() {
    return rows.values().stream().filter(row -> row.state() == StepState.HOLDING).findFirst();
  }

  /** The same memory in which the operation has its answer. */
  public Ledger answered(String key, String answer) {
    List<Operation> changed =
        operations.stream()
            .map(
                operation ->
                    operation.key().equals(key)
                        ? new Operation(
                            key, operation.step(), operation.requestedAt(), Optional.of(answer))
                        : operation)
            .toList();
    return new Ledger(rows, changed, committedAt, unknown);
  }

  /** The same memory without the operation: the answer was no, so nothing was taken by it. */
  public Ledger refused(String key) {
    List<Operation> others =
        operations.stream().filter(operation -> !operation.key().equals(key)).toList();
    return new Ledger(rows, others, committedAt, unknown);
  }

  /** The same memory in which the step has this row. */
  public Ledger with(Row row) {
    Map<StepName, Row> changed = new EnumMap<>(StepName.class);
    changed.putAll(rows);
    changed.put(row.step(), row);
    return new Ledger(changed, operations, committedAt, unknown);
  }

  Ledger with(Operation operation) {
    List<Operation> changed = new ArrayList<>(operations);
    changed.add(operation);
    return new Ledger(rows, changed, committedAt, unknown);
  }

  Ledger committed(Instant now) {
    return committedAt.isPresent() ? this : new Ledger(rows, operations, Optional.of(now), unknown);
  }
}
