package io.questdb.migration.crash;

import io.questdb.migration.api.v1alpha1.Defaults;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.change.TemporaryPods;
import io.questdb.migration.engine.Action;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Observed;
import io.questdb.migration.engine.Operation;
import io.questdb.migration.engine.Plan;
import io.questdb.migration.engine.Planner;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.engine.World;
import io.questdb.migration.ports.PortException;
import io.questdb.migration.steps.MigrationSteps;
import io.questdb.migration.steps.action.MigrationAction;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The pass loop of the harness: observe, decide, record, act with the real planner and the real
 * steps, killed at any boundary between an effect and its record.
 */
final class CrashedOperator {
  private static final Planner PLANNER =
      new Planner(new MigrationSteps(new TemporaryPods("operator:1", List.of())).sections());
  private static final Set<StepState> GIVING_BACK =
      Set.of(StepState.REDOING, StepState.SUSPENDING, StepState.HOLDING, StepState.FAILING);

  /** How often, in ten-thousandths, some looks of a pass are answered later than others. */
  private static final int SKEWED = 3_000;

  /** By so many milliseconds at most. */
  private static final long MOST_SKEW = 3_000;

  /** Thrown where the process is killed; everything that was not recorded is forgotten. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Killed() {
      super(null, null, false, false);
    }
  }

  private final Timeline time;
  private final SimulatedWorld world;
  private final Answers answers;
  private final Invariants invariants;
  private final Rules rules;
  private final int crashes;
  private final int failures;
  private QuestDBMigrationSpec spec;
  private Ledger stored = Ledger.empty();
  private Optional<Ledger> unrecorded = Optional.empty();
  private boolean specChanged = true;
  private boolean deleting;
  private boolean finalizer;
  private boolean over;
  private long backoff;
  private boolean refused;

  /**
   * @param crashes how often the process is killed at a boundary, in ten-thousandths
   * @param failures how often a look or an action fails, likewise
   */
  CrashedOperator(
      SimulatedWorld world, Invariants invariants, Rules rules, int crashes, int failures) {
    this.time = world.time;
    this.world = world;
    this.answers = new Answers(world);
    this.invariants = invariants;
    this.rules = rules;
    this.crashes = crashes;
    this.failures = failures;
    this.spec = world.variant.spec();
  }

  Ledger stored() {
    return stored;
  }

  boolean over() {
    return over;
  }

  boolean finished() {
    return PLANNER.next(run()).isEmpty() && !deleting;
  }

  // What the person does.

  void suspend(boolean suspended) {
    time.note(() -> "  spec.suspend is " + suspended);
    spec = Defaults.applied(spec);
    spec.setSuspend(suspended);
    specChanged = true;
  }

  void approve(String hash) {
    time.note(() -> "  the plan is approved");
    spec = Defaults.applied(spec);
    spec.getApproval().setPlanHash(hash);
    specChanged = true;
  }

  void edit(String property) {
    time.note(() -> "  spec.serverConf sets " + property);
    spec = Defaults.applied(spec);
    spec.setServerConf(Map.of(property, "1"));
    specChanged = true;
  }

  void delete() {
    time.note(() -> "  the resource is deleted, finalizer " + finalizer);
    deleting = true;
    over |= !finalizer;
  }

  /** One pass and the sleep after it. */
  void pass() {
    try {
      time.sleep(Math.max(1, turn()));
    } catch (Killed e) {
      unrecorded = Optional.empty();
      backoff = 0;
      boolean away = time.chance(500);
      time.advance(away ? time.between(30_000, 600_000) : time.between(500, 20_000));
      time.note(() -> "the operator starts again");
      if (rules == Rules.UNANSWERED_IS_ADOPTED) {
        for (Operation operation : stored.operations()) {
          stored = stored.answered(operation.key(), operation.answer().orElse("adopted"));
        }
      }
    }
  }

  private long turn() {
    Run run = run();
    Optional<Step> next = PLANNER.next(run);
    if (next.isEmpty()) {
      finalizer = false;
      over = true;
      return 0;
    }
    Step step = next.get();
    World seen = new World(run, observe(PLANNER.probes(run, step)));
    time.advance(time.between(0, 15));
    Plan plan;
    try {
      plan = PLANNER.plan(seen, step);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new Violation(Violation.Promise.BROKEN_STEP, step.name() + " threw " + e);
    }
    Ledger ledger = rules == Rules.GIVE_BACK_SKIPPED ? skipped(plan.ledger()) : plan.ledger();
    note(run.ledger(), ledger, plan.action());
    if (plan.action().isEmpty()) {
      return idle(run, ledger, plan.again());
    }
    return act(run, ledger, plan);
  }

  private Run run() {
    return new Run(
        Originals.NAMESPACE,
        "questdb",
        Originals.RUN_UID,
        specChanged,
        spec,
        unrecorded.orElse(stored),
        deleting,
        time.instant());
  }

  /**
   * Probes are asked beside each other, so what a pass sees may be of two instants. Nothing is
   * older than the pass: every read asks the API server for what is newest.
   */
  private Map<Probe<?>, Observed<?>> observe(Set<Probe<?>> probes) {
    boolean blind = time.chance(failures);
    Map<Probe<?>, Observed<?>> observed = new HashMap<>();
    if (time.chance(SKEWED)) {
      long slow = time.between(1, Long.MAX_VALUE / 2) | 1;
      observe(probes, probe -> !isSlow(probe, slow), blind, observed);
      time.advance(time.between(1, MOST_SKEW));
      observe(probes, probe -> isSlow(probe, slow), blind, observed);
    } else {
      observe(probes, probe -> true, blind, observed);
    }
    return observed;
  }

  private void observe(
      Set<Probe<?>> probes,
      Predicate<Probe<?>> asked,
      boolean blind,
      Map<Probe<?>, Observed<?>> observed) {
    for (Probe<?> probe : probes) {
      if (asked.test(probe)) {
        Observed<?> answer = answers.answer(probe, blind);
        boolean unknown = answer instanceof Observed.Unknown<?>;
        observed.put(
            probe, unknown && rules == Rules.UNKNOWN_IS_ABSENT ? new Observed.Absent<>() : answer);
      }
    }
  }

  /** By its kind alone, so that it does not depend on the order in a set. */
  private static boolean isSlow(Probe<?> probe, long draw) {
    return ((probe.getClass().getSimpleName().hashCode() * draw) >>> 40) % 2 == 0;
  }

  private long idle(Run run, Ledger ledger, Duration again) {
    backoff = 0;
    if (rules == Rules.ACT_ON_UNRECORDED_PROGRESS) {
      unrecorded = Optional.of(ledger);
      specChanged = false;
      return again.toMillis();
    }
    if (!record(run, ledger)) {
      return 0;
    }
    if (!PLANNER.holds(run.with(ledger))) {
      finalizer = false;
      over |= deleting;
    }
    return again.toMillis();
  }

  private long act(Run run, Ledger ledger, Plan plan) {
    Action action = plan.action().orElseThrow();
    refused &= plan.operation().isEmpty();
    if (rules == Rules.ACT_BEFORE_RECORD) {
      finalizer = true;
      long again = send(ledger, plan, action);
      mayCrash("after the act, before the record");
      record(run, ledger);
      return again;
    }
    Ledger written = ledger;
    if (rules == Rules.NO_OPERATION_ROW && plan.operation().isPresent()) {
      written = ledger.refused(plan.operation().get().key());
    } else if (rules == Rules.ACT_ON_UNRECORDED_PROGRESS) {
      written = onlyActing(run, ledger);
      unrecorded = Optional.of(ledger);
    }
    if (!record(run, written)) {
      return 0;
    }
    finalizer |= !deleting && PLANNER.holds(run.with(written));
    mayCrash("after the record, before the act");
    return send(ledger, plan, action);
  }

  private long send(Ledger ledger, Plan plan, Action action) {
    boolean lost = time.chance(failures);
    boolean before = time.chance(5_000);
    try {
      if (lost && before) {
        throw new PortException.Unavailable("the connection was refused");
      }
      if (action instanceof MigrationAction.ReleaseCheckpoint) {
        invariants.beforeRelease(unanswered());
      } else if (action instanceof MigrationAction.Delete delete) {
        invariants.beforeDelete(delete.object());
      }
      Optional<String> answer =
          world.send((MigrationAction) action, () -> mayCrash("while the act runs"));
      time.advance(time.between(0, 20));
      if (lost) {
        throw new PortException.Unavailable("the connection was lost");
      }
      mayCrash("after the act, before its answer is recorded");
      if (plan.operation().isPresent()) {
        stored =
            (rules == Rules.KEPT ? stored : ledger)
                .answered(plan.operation().get().key(), answer.orElse(""));
        unrecorded = unrecorded.map(ignored -> stored);
      }
      backoff = 0;
      return plan.again().toMillis();
    } catch (PortException.Rejected e) {
      mayCrash("after a refusal, before it is recorded");
      refused = plan.operation().isPresent();
      if (rules != Rules.REFUSAL_KEEPS_ITS_ROW) {
        plan.operation().ifPresent(operation -> stored = stored.refused(operation.key()));
      }
      return backOff();
    } catch (PortException e) {
      time.note(() -> "  failed: " + e.getMessage());
      return backOff();
    }
  }

  /** Whether it cannot be known if a checkpoint is ours: a checkpoint has no owner. */
  private boolean unanswered() {
    return !refused
        && stored
            .operation(StepName.ENTER_CHECKPOINT, stored.attempt(StepName.ENTER_CHECKPOINT))
            .filter(operation -> operation.answer().isEmpty())
            .isPresent();
  }

  private long backOff() {
    backoff = Math.min(30_000, Math.max(100, backoff * 2));
    return backoff;
  }

  /** Whether the write was accepted; it is not when somebody has written meanwhile. */
  private boolean record(Run run, Ledger ledger) {
    mayCrash("before the record");
    if (time.chance(failures) || run.deleting() != deleting || run.spec() != spec) {
      unrecorded = Optional.empty();
      return false;
    }
    invariants.beforeRecord(spec, ledger);
    stored = ledger;
    specChanged = false;
    time.advance(time.between(0, 10));
    return true;
  }

  private void mayCrash(String where) {
    if (time.chance(crashes)) {
      time.note(() -> "the operator is killed " + where);
      throw new Killed();
    }
  }

  /** What is written when only the step that acts is: the completions before it are not. */
  private Ledger onlyActing(Run run, Ledger ledger) {
    StepName acting = PLANNER.next(run).orElseThrow().name();
    Ledger only =
        new Ledger(stored.rows(), ledger.operations(), ledger.committedAt(), ledger.unknown());
    return only.with(ledger.row(acting).orElseThrow());
  }

  /** The ledger as if the section had been given back. */
  private static Ledger skipped(Ledger ledger) {
    Optional<Row> cause =
        ledger.rows().values().stream()
            .filter(row -> GIVING_BACK.contains(row.state()))
            .findFirst();
    if (cause.isEmpty()) {
      return ledger;
    }
    Row row = cause.get();
    boolean fails = row.state() == StepState.FAILING;
    return ledger.with(
        new Row(
            row.step(),
            fails ? StepState.FAILED : StepState.PENDING,
            row.attempt() + 1,
            row.retries(),
            row.reason(),
            row.message(),
            row.startedAt(),
            row.endedAt(),
            Optional.empty()));
  }

  private void note(Ledger before, Ledger after, Optional<Action> action) {
    time.note(
        () -> {
          StringBuilder text = new StringBuilder();
          after
              .rows()
              .forEach(
                  (step, row) -> {
                    Optional<Row> old = before.row(step);
                    if (old.isEmpty()
                        || old.get().state() != row.state()
                        || !old.get().message().equals(row.message())) {
                      text.append(step).append(' ').append(row.state()).append(' ');
                      text.append(row.attempt()).append(": ").append(row.message()).append("; ");
                    }
                  });
          return text + action.map(sent -> "-> " + sent.getClass().getSimpleName()).orElse("");
        });
  }
}
