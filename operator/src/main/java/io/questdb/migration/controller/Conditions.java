package io.questdb.migration.controller;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.questdb.migration.api.v1alpha1.AccessMode;
import io.questdb.migration.api.v1alpha1.ApprovalPolicy;
import io.questdb.migration.api.v1alpha1.BackupMethod;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.HandedOff;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a person or a tool asks of a migration, from the ledger alone. Every condition is there from
 * the first write; a transition time changes only with its status (Kubernetes API conventions).
 */
final class Conditions {

  /** How the migration stands as a whole; also a label of the metrics. */
  enum Standing {
    /** Nobody has looked at it yet. */
    PENDING("Pending"),
    /** A step is under way, or its section is being given back. */
    RUNNING("Running"),
    /** The plan waits for a person. */
    AWAITING_APPROVAL("AwaitingApproval"),
    /** {@code spec.suspend} is true. */
    SUSPENDED("Suspended"),
    /** The resource is deleted and gives back what it holds. */
    DELETING("Deleting"),
    /** A person is needed. */
    HELD("Held"),
    /** Over, without success. */
    FAILED("Failed"),
    /** Over: complete and verified. */
    SUCCEEDED("Succeeded");

    private final String text;

    Standing(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  private record StepCondition(
      String type, Predicate<QuestDBMigrationSpec> requested, List<StepName> steps) {}

  private record Verdict(String status, Reason reason, String message) {}

  private static final String TRUE = "True";
  private static final String FALSE = "False";
  private static final String UNKNOWN = "Unknown";

  /** A step that has run for less may be refused by something that is just starting itself. */
  private static final Duration REFUSAL_LASTS = Duration.ofMinutes(1);

  private static final List<StepCondition> STEP_CONDITIONS =
      List.of(
          always("Inspected", StepName.INSPECT),
          always(
              "Rehearsed",
              StepName.REHEARSE_VOLUME,
              StepName.REHEARSE_START,
              StepName.CHECK_PAIRING,
              StepName.REHEARSE_SNAPSHOT,
              StepName.REHEARSE_CHANGE),
          always("Planned", StepName.PLAN),
          new StepCondition(
              "Approved",
              spec -> spec.getApproval().getPolicy() == ApprovalPolicy.MANUAL,
              List.of(StepName.AWAIT_APPROVAL)),
          new StepCondition(
              "BackedUp",
              spec -> spec.getBackup().getMethod() != BackupMethod.NONE,
              List.of(StepName.SNAPSHOT_ONLINE, StepName.AWAIT_BACKUP, StepName.SNAPSHOT_OFFLINE)),
          always(
              "EditionSwapped",
              StepName.SWAP_EDITION,
              StepName.ALLOW_ENTERPRISE,
              StepName.START_DATABASE),
          new StepCondition(
              "TLSEnabled", spec -> spec.getTls() != null, List.of(StepName.START_DATABASE)),
          new StepCondition(
              "AccessConfigured",
              spec -> spec.getAccess() != null && spec.getAccess().getMode() != AccessMode.OPEN,
              List.of(StepName.CONFIGURE_ACCESS)),
          new StepCondition(
              "ReplicationEnabled",
              spec -> spec.getReplication() != null,
              List.of(StepName.VERIFY_REPLICATION)),
          always("DataVerified", StepName.VERIFY_SEAL, StepName.VERIFY_DATA));

  private final List<StepName> steps;

  /**
   * @param steps all steps of a run; when they are closed, it has succeeded
   */
  Conditions(List<StepName> steps) {
    this.steps = List.copyOf(steps);
  }

  /**
   * All conditions, in an order that never changes.
   *
   * @param run with the ledger to show and the spec's defaults applied
   * @param before the conditions shown so far
   */
  List<Condition> of(Run run, long generation, List<Condition> before) {
    List<Condition> conditions = new ArrayList<>();
    Standing standing = standing(run);
    Verdict now = now(run, standing);
    boolean done = standing == Standing.SUCCEEDED;
    boolean failed = standing == Standing.FAILED;
    add(conditions, "Ready", done ? with(TRUE, now) : with(FALSE, now));
    add(conditions, "Succeeded", succeeded(standing, now));
    add(conditions, "Reconciling", with(works(standing) ? TRUE : FALSE, now));
    add(conditions, "Stalled", with(failed || standing == Standing.HELD ? TRUE : FALSE, now));
    for (StepCondition condition : STEP_CONDITIONS) {
      add(conditions, condition.type(), verdict(run, condition, failed));
    }
    conditions.forEach(condition -> date(condition, generation, before, run.now()));
    return conditions;
  }

  /** How the migration stands. */
  Standing standing(Run run) {
    Ledger ledger = run.ledger();
    if (ledger.failed().isPresent()) {
      return Standing.FAILED;
    }
    if (ledger.unknown().isPresent() || ledger.held().isPresent() || refused(run).isPresent()) {
      return Standing.HELD;
    }
    if (run.deleting() && ledger.committedAt().isEmpty()) {
      return Standing.DELETING;
    }
    if (ledger.holding().isPresent()) {
      return Standing.HELD;
    }
    if (steps.stream().allMatch(ledger::closed)) {
      return Standing.SUCCEEDED;
    }
    if (Boolean.TRUE.equals(run.spec().getSuspend()) && ledger.committedAt().isEmpty()) {
      return Standing.SUSPENDED;
    }
    if (ledger.row(StepName.AWAIT_APPROVAL).filter(Conditions::awaits).isPresent()) {
      return Standing.AWAITING_APPROVAL;
    }
    return ledger.isEmpty() ? Standing.PENDING : Standing.RUNNING;
  }

  /** A refusal that lasts: nothing is given back any more, so nothing else would ever end it. */
  private static Optional<Row> refused(Run run) {
    return open(run.ledger())
        .filter(row -> run.ledger().committedAt().isPresent())
        .filter(row -> row.reason() == Reason.ACTION_FAILED)
        .filter(
            row ->
                row.startedAt()
                    .filter(began -> began.plus(REFUSAL_LASTS).isBefore(run.now()))
                    .isPresent())
        .findFirst();
  }

  private static boolean works(Standing standing) {
    return standing == Standing.PENDING
        || standing == Standing.RUNNING
        || standing == Standing.AWAITING_APPROVAL
        || standing == Standing.DELETING;
  }

  private static Verdict now(Run run, Standing standing) {
    Ledger ledger = run.ledger();
    return switch (standing) {
      case SUCCEEDED -> new Verdict(TRUE, Reason.SUCCEEDED, complete(ledger));
      case FAILED -> takenOver(run, ledger.failed());
      case HELD ->
          ledger
              .unknown()
              .map(what -> new Verdict(UNKNOWN, Reason.LEDGER_UNKNOWN, what))
              .orElseGet(
                  () -> takenOver(run, ledger.held().or(() -> refused(run)).or(ledger::holding)));
      case DELETING -> new Verdict(UNKNOWN, Reason.DELETING, of(givingBack(ledger)).message());
      case SUSPENDED -> new Verdict(UNKNOWN, Reason.SUSPENDED, "spec.suspend is true");
      case AWAITING_APPROVAL -> of(ledger.row(StepName.AWAIT_APPROVAL));
      case PENDING -> new Verdict(UNKNOWN, Reason.PENDING, "");
      case RUNNING -> new Verdict(UNKNOWN, Reason.IN_PROGRESS, of(running(ledger)).message());
    };
  }

  private static String complete(Ledger ledger) {
    return "The migration is complete."
        + ledger
            .evidence(HandedOff.class)
            .map(HandedOff::configMapName)
            .map(name -> " ConfigMap " + name + " says what Git or Helm values must contain now.")
            .orElse("");
  }

  private static Verdict succeeded(Standing standing, Verdict now) {
    if (standing == Standing.SUCCEEDED) {
      return now;
    }
    return standing == Standing.FAILED
        ? new Verdict(FALSE, Reason.FAILED, now.message())
        : with(UNKNOWN, now);
  }

  private static Verdict verdict(Run run, StepCondition condition, boolean failed) {
    if (!condition.requested().test(run.spec())) {
      return new Verdict(FALSE, Reason.NOT_REQUESTED, "");
    }
    List<Row> rows =
        condition.steps().stream().flatMap(step -> run.ledger().row(step).stream()).toList();
    Optional<Row> refused = rows.stream().filter(Conditions::refuses).findFirst();
    if (refused.isPresent()) {
      return with(FALSE, of(refused));
    }
    if (condition.steps().stream().allMatch(run.ledger()::closed)) {
      return with(TRUE, of(lastDone(rows)));
    }
    if (failed) {
      return new Verdict(FALSE, Reason.FAILED, "The migration failed before.");
    }
    Optional<Row> open = rows.stream().filter(row -> !row.state().closed()).findFirst();
    return open.isPresent()
        ? with(UNKNOWN, of(open))
        : new Verdict(UNKNOWN, rows.isEmpty() ? Reason.PENDING : Reason.IN_PROGRESS, "");
  }

  /** A step that was skipped tells nothing of what was done; if all were, it tells why. */
  private static Optional<Row> lastDone(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.state() == StepState.COMPLETE)
        .reduce((before, after) -> after)
        .or(() -> rows.stream().reduce((before, after) -> after));
  }

  private static boolean refuses(Row row) {
    return switch (row.state()) {
      case HOLDING, HELD, FAILING, FAILED -> true;
      case PENDING, RUNNING, COMPLETE, SKIPPED, REDOING, SUSPENDING -> awaits(row);
    };
  }

  private static boolean awaits(Row row) {
    return row.state() == StepState.RUNNING
        && (row.reason() == Reason.AWAITING_APPROVAL || row.reason() == Reason.APPROVAL_STALE);
  }

  private static Optional<Row> running(Ledger ledger) {
    return open(ledger).findFirst();
  }

  /** A give-back comes after the steps whose section it gives back. */
  private static Optional<Row> givingBack(Ledger ledger) {
    return open(ledger)
        .filter(row -> row.state() != StepState.PENDING)
        .reduce((earlier, later) -> later);
  }

  private static Stream<Row> open(Ledger ledger) {
    return ledger.rows().values().stream().filter(row -> !row.state().closed());
  }

  private static Verdict of(Optional<Row> row) {
    return row.map(
            known ->
                new Verdict(
                    UNKNOWN,
                    known.reason(),
                    known.message().isEmpty()
                        ? ""
                        : known.step().text() + ": " + StatusText.cut(known.message())))
        .orElseGet(() -> new Verdict(UNKNOWN, Reason.IN_PROGRESS, ""));
  }

  private static Verdict takenOver(Run run, Optional<Row> row) {
    Verdict found = of(row);
    return new Verdict(found.status(), found.reason(), found.message() + Kept.text(run));
  }

  private static Verdict with(String status, Verdict verdict) {
    return new Verdict(status, verdict.reason(), verdict.message());
  }

  private static StepCondition always(String type, StepName... steps) {
    return new StepCondition(type, spec -> true, Arrays.asList(steps));
  }

  private static void add(List<Condition> conditions, String type, Verdict verdict) {
    conditions.add(
        new ConditionBuilder()
            .withType(type)
            .withStatus(verdict.status())
            .withReason(verdict.reason().text())
            .withMessage(verdict.message())
            .build());
  }

  private static void date(
      Condition condition, long generation, List<Condition> before, Instant now) {
    condition.setObservedGeneration(generation);
    condition.setLastTransitionTime(
        before.stream()
            .filter(shown -> condition.getType().equals(shown.getType()))
            .filter(shown -> condition.getStatus().equals(shown.getStatus()))
            .map(Condition::getLastTransitionTime)
            .findFirst()
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString()));
  }
}
