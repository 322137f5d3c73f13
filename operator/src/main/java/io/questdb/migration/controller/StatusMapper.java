package io.questdb.migration.controller;

import static io.questdb.migration.controller.StatusText.cut;
import static io.questdb.migration.controller.StatusText.instant;
import static io.questdb.migration.controller.StatusText.need;
import static io.questdb.migration.controller.StatusText.orNull;
import static io.questdb.migration.controller.StatusText.text;

import io.questdb.migration.api.v1alpha1.AccessMode;
import io.questdb.migration.api.v1alpha1.OperationStatus;
import io.questdb.migration.api.v1alpha1.OutageStatus;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationStatus;
import io.questdb.migration.api.v1alpha1.StepStatus;
import io.questdb.migration.engine.Evidence;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Operation;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.Admitted;
import io.questdb.migration.facts.Returned;
import io.questdb.migration.facts.Served;
import io.questdb.migration.facts.Stopped;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ledger in status. What is written is read back to the same ledger, but for prose longer than
 * the schema allows and changes or findings beyond their lists' bounds.
 */
final class StatusMapper {
  private final EvidenceFields evidence = new EvidenceFields();

  /** A status that holds the ledger and what follows from it, and nothing else. */
  QuestDBMigrationStatus write(Ledger ledger, QuestDBMigrationSpec spec) {
    QuestDBMigrationStatus status = new QuestDBMigrationStatus();
    List<StepStatus> steps = new ArrayList<>();
    ledger.rows().values().forEach(row -> steps.add(write(row, status)));
    status.setSteps(steps);
    status.setOperations(ledger.operations().stream().map(StatusMapper::write).toList());
    ledger
        .committedAt()
        .ifPresent(at -> EvidenceFields.outage(status).setEnterpriseAllowedAt(at.toString()));
    outage(ledger, spec, status);
    return status;
  }

  /** The ledger; it says so itself when something in it is not known to this version. */
  Ledger read(QuestDBMigrationStatus status) {
    Map<StepName, Row> rows = new EnumMap<>(StepName.class);
    List<Operation> operations = new ArrayList<>();
    Optional<Instant> committedAt = Optional.empty();
    Optional<String> unknown = Optional.empty();
    try {
      for (StepStatus step : status.getSteps()) {
        Row row = read(step, status);
        rows.put(row.step(), row);
      }
      for (OperationStatus operation : status.getOperations()) {
        operations.add(read(operation));
      }
      committedAt =
          Optional.ofNullable(status.getOutage())
              .map(OutageStatus::getEnterpriseAllowedAt)
              .map(Instant::parse);
    } catch (IllegalArgumentException | DateTimeException e) {
      unknown = Optional.of(text(e.getMessage()));
    }
    return new Ledger(rows, operations, committedAt, unknown);
  }

  /** How long the database was out of use, or empty while it still is or was never stopped. */
  static Optional<Duration> outage(Ledger ledger, QuestDBMigrationSpec spec) {
    return startedAt(ledger)
        .flatMap(started -> endedAt(ledger, spec).map(ended -> Duration.between(started, ended)));
  }

  private static void outage(
      Ledger ledger, QuestDBMigrationSpec spec, QuestDBMigrationStatus status) {
    Optional<Instant> started = startedAt(ledger);
    if (started.isEmpty()) {
      return;
    }
    OutageStatus outage = EvidenceFields.outage(status);
    outage.setStartedAt(started.get().toString());
    endedAt(ledger, spec).ifPresent(ended -> outage.setEndedAt(ended.toString()));
    outage(ledger, spec).ifPresent(lasted -> outage.setSeconds(lasted.toMillis() / 1000.0));
  }

  /** Of the outage that is under way, else of the last one. */
  private static Optional<Instant> startedAt(Ledger ledger) {
    return ledger
        .evidence(Stopped.class)
        .map(Stopped::stopRequestedAt)
        .or(() -> ledger.evidence(Returned.class).map(Returned::stopRequestedAt));
  }

  private static Optional<Instant> endedAt(Ledger ledger, QuestDBMigrationSpec spec) {
    Optional<Instant> returned =
        ledger
            .evidence(Returned.class)
            .filter(last -> startedAt(ledger).equals(Optional.of(last.stopRequestedAt())))
            .map(Returned::at);
    Optional<Instant> admitted = ledger.evidence(Admitted.class).map(Admitted::at);
    boolean open = spec.getAccess() != null && spec.getAccess().getMode() == AccessMode.OPEN;
    return returned
        .or(() -> admitted)
        .or(() -> open ? ledger.evidence(Served.class).map(Served::at) : Optional.empty());
  }

  private StepStatus write(Row row, QuestDBMigrationStatus status) {
    StepStatus step = new StepStatus();
    step.setName(row.step().text());
    step.setState(row.state().text());
    step.setAttempt(row.attempt());
    step.setRetries(row.retries() == 0 ? null : row.retries());
    step.setReason(row.reason().text());
    step.setMessage(orNull(cut(row.message())));
    step.setStartedAt(row.startedAt().map(Instant::toString).orElse(null));
    step.setCompletedAt(row.endedAt().map(Instant::toString).orElse(null));
    step.setEvidence(row.evidence().map(found -> evidence.write(found, status)).orElse(null));
    return step;
  }

  private Row read(StepStatus step, QuestDBMigrationStatus status) {
    StepName name = known(StepName.of(text(step.getName())), "step", step.getName());
    return new Row(
        name,
        known(StepState.of(text(step.getState())), "state", step.getState()),
        need(step.getAttempt(), "steps[" + name.text() + "].attempt"),
        Optional.ofNullable(step.getRetries()).orElse(0),
        known(Reason.of(text(step.getReason())), "reason", step.getReason()),
        text(step.getMessage()),
        Optional.ofNullable(step.getStartedAt()).map(Instant::parse),
        Optional.ofNullable(step.getCompletedAt()).map(Instant::parse),
        Optional.ofNullable(step.getEvidence()).map(found -> evidence(found, status)));
  }

  private Evidence evidence(String name, QuestDBMigrationStatus status) {
    return known(evidence.read(name, status), "evidence", name);
  }

  private static OperationStatus write(Operation operation) {
    OperationStatus written = new OperationStatus();
    written.setKey(operation.key());
    written.setStep(operation.step().text());
    written.setRequestedAt(operation.requestedAt().toString());
    written.setAnswer(operation.answer().map(StatusText::cut).orElse(null));
    return written;
  }

  private static Operation read(OperationStatus operation) {
    return new Operation(
        need(operation.getKey(), "operations[].key"),
        known(StepName.of(text(operation.getStep())), "step", operation.getStep()),
        instant(operation.getRequestedAt(), "operations[].requestedAt"),
        Optional.ofNullable(operation.getAnswer()));
  }

  private static <T> T known(Optional<T> found, String what, String word) {
    return found.orElseThrow(
        () -> new IllegalArgumentException("status names an unknown " + what + ": " + word));
  }
}
