package io.questdb.migration.crash;

import io.questdb.migration.change.Labels;
import io.questdb.migration.crash.Violation.Promise;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.Planned;
import java.util.Optional;

/** One seeded run from the creation of the resource until it is over. */
final class Simulation {
  /** How it ended. */
  enum End {
    SUCCEEDED,
    FAILED_BEFORE_ENTERPRISE,
    FAILED_AFTER_ENTERPRISE,
    DELETED,
    NEEDS_A_PERSON
  }

  private static final long HOUR = 3_600_000;

  private final Timeline time;
  private final Invariants invariants;
  private final SimulatedWorld world;
  private final CrashedOperator operator;
  private final boolean others;
  private final boolean restless;
  private boolean approving;
  private boolean deleted;

  Simulation(long seed, Rules rules, boolean traced) {
    time = new Timeline(seed, traced);
    Originals.Variant variant =
        Originals.VARIANTS.get((int) time.between(0, Originals.VARIANTS.size() - 1));
    // Where a rule is broken, what it is for happens more often: the rarest would take minutes.
    restless = rules != Rules.KEPT;
    boolean calm = !restless && time.chance(2_000);
    others = restless || (!calm && time.chance(5_000));
    invariants = new Invariants(() -> operator().stored());
    world = new SimulatedWorld(time, variant, !calm && time.chance(5_000), invariants);
    invariants.watch(world);
    int crashes = calm ? 0 : (int) time.between(restless ? 600 : 0, 800);
    int failures = calm ? 0 : (int) time.between(restless ? 300 : 0, 500);
    operator = new CrashedOperator(world, invariants, rules, crashes, failures);
    time.note(() -> "variant " + variant.name() + ", crashes " + crashes + ", others " + others);
    if (!calm) {
      people();
    }
  }

  private CrashedOperator operator() {
    return operator;
  }

  String trace() {
    return time.trace();
  }

  private void people() {
    if (time.chance(2_000)) {
      long at = time.between(0, 300_000);
      time.in(
          at,
          () -> {
            invariants.suspended();
            operator.suspend(true);
          });
      time.in(at + time.between(500, 900_000), () -> operator.suspend(false));
    }
    if (time.chance(1_500)) {
      time.in(time.between(0, 200_000), this::delete);
    }
  }

  private void delete() {
    if (!deleted) {
      deleted = true;
      operator.delete();
    }
  }

  /**
   * Runs until the migration is over.
   *
   * @throws Violation when a promise is broken
   */
  End run() {
    while (!operator.over() && time.now() < 6 * HOUR) {
      operator.pass();
      invariants.afterPass();
      approve();
      if (others) {
        interfere();
      }
      if (time.now() > 4 * HOUR && !deleted) {
        delete();
      }
    }
    return operator.over() ? ended() : stuck();
  }

  private End ended() {
    Ledger ledger = operator.stored();
    world.workload.releaseForeignCheckpoint();
    time.advance(600_000);
    Optional<Row> failed = ledger.failed();
    if (failed.isPresent() && ledger.committedAt().isPresent()) {
      invariants.everyEnd();
      return End.FAILED_AFTER_ENTERPRISE;
    }
    if (failed.isEmpty() && ledger.closed(StepName.FINISH)) {
      invariants.succeeded();
      return End.SUCCEEDED;
    }
    invariants.givenBack();
    return failed.isPresent() ? End.FAILED_BEFORE_ENTERPRISE : End.DELETED;
  }

  private End stuck() {
    if (invariants.othersInterfered()) {
      return End.NEEDS_A_PERSON;
    }
    throw new Violation(Promise.NEVER_ENDS, "not over in six hours, the last two of them deleted");
  }

  private void approve() {
    boolean waits =
        operator
            .stored()
            .row(StepName.AWAIT_APPROVAL)
            .filter(row -> row.state() == StepState.RUNNING)
            .isPresent();
    if (waits && !approving) {
      approving = true;
      time.in(
          time.between(100, 300_000),
          () -> {
            approving = false;
            operator
                .stored()
                .evidence(Planned.class)
                .ifPresent(plan -> operator.approve(plan.hash()));
          });
    }
  }

  private void interfere() {
    Ledger ledger = operator.stored();
    boolean next =
        ledger.closed(StepName.REMOVE_TEMPORARIES) && !ledger.begun(StepName.ENTER_CHECKPOINT);
    if (next && time.chance(restless ? 8_000 : 2_000)) {
      time.in(time.between(0, 40), () -> disturbTheServer(2));
    }
    if (ledger.begun(StepName.ENTER_CHECKPOINT)
        && !ledger.closed(StepName.LEAVE_CHECKPOINT)
        && time.chance(restless ? 1_500 : 300)) {
      time.in(time.between(0, 3_000), () -> disturbTheServer((int) time.between(0, 2)));
    }
    if (ledger.begun(StepName.CLAIM_WORKLOAD)
        && ledger.committedAt().isEmpty()
        && time.chance(50)) {
      time.in(time.between(0, 3_000), () -> operator.edit("edited.at." + time.now()));
    }
    boolean outage = ledger.begun(StepName.STOP_DATABASE) && ledger.committedAt().isEmpty();
    if (outage && time.chance(150)) {
      time.in(time.between(0, 3_000), () -> disturbTheOutage((int) time.between(0, 6)));
    }
    if (time.chance(10)) {
      time.in(time.between(0, 5_000), () -> disturbTheServer((int) time.between(0, 2)));
    }
  }

  private void disturbTheServer(int how) {
    switch (how) {
      case 0 -> world.workload.restartContainer();
      case 1 -> world.workload.evictPod();
      default -> {
        world.workload.enterForeignCheckpoint();
        time.in(time.between(1_000, 600_000), world.workload::releaseForeignCheckpoint);
      }
    }
  }

  private void disturbTheOutage(int how) {
    boolean sealed =
        operator.stored().begun(StepName.STOP_DATABASE) && world.workload.replicas() == 0;
    if (!sealed || how == 0) {
      world.pods.deleteAttending();
      return;
    }
    switch (how) {
      case 1 -> {
        invariants.othersRaised();
        world.workload.scaleByOthers(1);
      }
      case 2, 3 -> {
        invariants.othersRaised();
        world.workload.scaleByOthers(1);
        time.in(
            time.between(2_000, 60_000),
            () -> {
              boolean claimed = !world.workload.annotation(Labels.RUN).isEmpty();
              if (operator.stored().committedAt().isEmpty() && claimed) {
                world.workload.scaleByOthers(0);
              }
            });
      }
      case 4 -> {
        invariants.othersReverted();
        world.workload.revertTemplateByOthers();
      }
      case 5 -> {
        invariants.othersReverted();
        world.workload.setImageByOthers(Originals.ENTERPRISE_IMAGE);
        time.in(
            time.between(2_000, 60_000),
            () -> {
              if (operator.stored().committedAt().isEmpty()) {
                world.workload.revertTemplateByOthers();
              }
            });
      }
      default -> {
        invariants.othersRaised();
        invariants.othersReverted();
        world.workload.replaceByOthers();
      }
    }
  }
}
