package io.questdb.migration.controller;

import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.engine.Action;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Operation;
import io.questdb.migration.engine.Plan;
import io.questdb.migration.engine.Planner;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.ports.PortException;
import java.util.Optional;

/** Observe, decide, record, act: once each, in this order. */
final class OnePass {
  private final Planner planner;
  private final Observer observer;
  private final Recorder recorder;
  private final ActionRunner actions;
  private final Watches watches;
  private final Backoff backoff;

  OnePass(
      Planner planner,
      Observer observer,
      Recorder recorder,
      ActionRunner actions,
      Watches watches,
      Backoff backoff) {
    this.planner = planner;
    this.observer = observer;
    this.recorder = recorder;
    this.actions = actions;
    this.watches = watches;
    this.backoff = backoff;
  }

  /**
   * @throws PortException when the resource could not be written, or the world is not what an
   *     action expected: nothing was done that is not recorded
   */
  Turn make(QuestDBMigration resource) {
    Run run = recorder.run(resource);
    if (run.ledger().unknown().isPresent()) {
      recorder.showUnknown(resource, run);
      return Turn.OVER;
    }
    Optional<Step> next = planner.next(run);
    return next.isPresent() ? advance(resource, run, next.get()) : finish(resource, run);
  }

  private Turn finish(QuestDBMigration resource, Run run) {
    watches.forget(run.namespace(), run.name());
    if (!run.deleting()) {
      recorder.letGo(recorder.record(resource, run, run.ledger(), Optional.empty()));
    } else {
      recorder.letGo(resource);
    }
    return Turn.OVER;
  }

  private Turn advance(QuestDBMigration resource, Run run, Step step) {
    watches.follow(run);
    World world = new World(run, observer.observe(run, planner.probes(run, step)));
    Plan plan = planner.plan(world, step);
    Ledger ledger = stillFailing(run.ledger(), plan, step.name());
    Run planned = run.with(ledger);
    QuestDBMigration recorded = recorder.record(resource, run, ledger, plan.findings());
    if (!planner.holds(planned)) {
      recorded = recorder.letGo(recorded);
    }
    if (plan.action().isEmpty()) {
      backoff.reset(run.uid());
      return Turn.after(plan.again());
    }
    if (planner.holds(planned)) {
      recorded = recorder.hold(recorded);
    }
    return act(recorded, planned, plan, step.name());
  }

  private Turn act(QuestDBMigration recorded, Run planned, Plan plan, StepName step) {
    Action action = plan.action().orElseThrow();
    Optional<String> answer;
    try {
      answer = actions.send(planned, action);
    } catch (PortException.Conflict e) {
      throw e;
    } catch (PortException e) {
      recorder.recordOutcome(recorded, planned, failed(planned.ledger(), plan, step, e));
      return Turn.after(backoff.next(planned.uid()));
    }
    Ledger outcome =
        plan.operation()
            .map(operation -> plan.ledger().answered(operation.key(), answer.orElse("")))
            .orElseGet(plan::ledger);
    if (!outcome.equals(planned.ledger())) {
      recorder.recordOutcome(recorded, planned, outcome);
    }
    backoff.reset(planned.uid());
    return Turn.sent(action, plan.again());
  }

  /** A refusal also tells that nothing was taken; silence tells nothing, so its row stays. */
  private static Ledger failed(Ledger ledger, Plan plan, StepName step, PortException failure) {
    Row row = ledger.row(step).orElseThrow();
    Ledger failed = ledger.with(row.shows(Reason.ACTION_FAILED, failure.getMessage()));
    return failure instanceof PortException.Rejected
        ? plan.operation().map(Operation::key).map(failed::refused).orElse(failed)
        : failed;
  }

  /** A repeat does not hide that the attempt before failed, nor cost two writes. */
  private static Ledger stillFailing(Ledger before, Plan plan, StepName step) {
    if (plan.action().isEmpty() || plan.operation().isPresent()) {
      return plan.ledger();
    }
    Optional<Row> shown = before.row(step).filter(row -> row.reason() == Reason.ACTION_FAILED);
    Row planned = plan.ledger().row(step).orElseThrow();
    return shown
        .filter(row -> row.state() == planned.state() && row.attempt() == planned.attempt())
        .map(row -> plan.ledger().with(planned.shows(row.reason(), row.message())))
        .orElse(plan.ledger());
  }
}
