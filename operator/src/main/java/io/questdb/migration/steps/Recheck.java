package io.questdb.migration.steps;

import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Planned;
import io.questdb.migration.facts.WorkloadPin;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs every check again right before the outage, hours of waiting later maybe. */
final class Recheck implements Step {

  @Override
  public StepName name() {
    return StepName.RECHECK;
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    Set<Probe<?>> probes = new HashSet<>(Inspections.probes(run));
    probes.addAll(PlanInputs.probes(run));
    return probes;
  }

  @Override
  public Optional<Duration> patience() {
    return Optional.of(Inspections.PATIENCE);
  }

  @Override
  public Decision decide(World world) {
    List<Finding> found = Inspections.findings(world);
    return objection(world, found)
        .orElseGet(
            () ->
                new Decision.Complete(
                    Reason.DONE, "everything is as planned", Optional.empty(), Optional.of(found)));
  }

  /** What stands against an outage now: a check that blocks, or a plan that is not this one. */
  static Optional<Decision> objection(World world, List<Finding> found) {
    Optional<Decision> blocked = Inspections.blocked(found);
    if (blocked.isPresent()) {
      return blocked;
    }
    Run run = world.run();
    WorkloadPin seen = Inspections.pin(world);
    boolean same =
        run.ledger().require(Planned.class).hash().equals(PlanInputs.hash(world))
            && expected(run, seen).equals(seen);
    return same ? Optional.empty() : Optional.of(changed());
  }

  static Decision changed() {
    return new Decision.Redo(
        Reason.PLAN_CHANGED, "what the plan rests on has changed, so it is made anew", true);
  }

  /** An outage that was given back has started another pod, of the same template. */
  private static WorkloadPin expected(Run run, WorkloadPin seen) {
    WorkloadPin pin = Targets.pin(run);
    return run.ledger().attempt(StepName.CLAIM_WORKLOAD) > 1 ? pin.withPodUid(seen.podUid()) : pin;
  }
}
