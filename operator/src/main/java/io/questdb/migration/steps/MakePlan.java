package io.questdb.migration.steps;

import io.questdb.migration.change.PlannedChanges;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Planned;
import io.questdb.migration.facts.PlannedChange;
import io.questdb.migration.facts.SnapshotReport;
import io.questdb.migration.facts.StartReport;
import io.questdb.migration.facts.VolumeReport;
import java.util.List;
import java.util.Set;

/** Says every change before it is made, with a hash that a person can approve. */
final class MakePlan implements Step {
  /** A stop that applies what is pending; measured 0.1 to 0.5 s, doubled. */
  private static final double STOP_SECONDS = 1;

  @Override
  public StepName name() {
    return StepName.PLAN;
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return PlanInputs.probes(run);
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    if (!PlanInputs.configHash(world).equals(rehearsed(run).configHash())) {
      return new Decision.Redo(
          Reason.PLAN_CHANGED, "server.conf has changed since it was rehearsed");
    }
    List<PlannedChange> changes =
        PlannedChanges.of(run.spec(), Targets.pin(run), Workloads.staged(run, 1));
    String hash = PlanInputs.hash(world);
    return new Decision.Complete(
        Reason.DONE,
        "plan " + hash + ": " + changes.size() + " changes",
        new Planned(
            hash,
            PlanInputs.specHash(run.spec()),
            PlanInputs.podHash(Workloads.set(world)),
            changes,
            estimate(run)));
  }

  private static Planned.Estimate estimate(Run run) {
    double cut =
        run.ledger().evidence(SnapshotReport.class).map(SnapshotReport::cutSeconds).orElse(0.0);
    double start = run.ledger().require(StartReport.class).seconds();
    return new Planned.Estimate(
        Checkpoints.requested(run) ? cut : 0,
        STOP_SECONDS + (SnapshotOffline.requested(run) ? cut : 0) + start);
  }

  private static VolumeReport rehearsed(Run run) {
    return run.ledger().require(VolumeReport.class);
  }
}
