package io.questdb.migration.steps;

import io.questdb.migration.api.v1alpha1.BackupMethod;
import io.questdb.migration.change.Names;
import io.questdb.migration.change.SnapshotObject;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Snapshot;
import io.questdb.migration.facts.SnapshotClass;
import io.questdb.migration.facts.SnapshotReport;
import io.questdb.migration.steps.action.MigrationAction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes a trial snapshot: the only proof that the snapshot controller and the driver work. */
final class RehearseSnapshot implements Step {

  @Override
  public StepName name() {
    return StepName.REHEARSE_SNAPSHOT;
  }

  @Override
  public Optional<Duration> timeout(Run run) {
    return Optional.of(Snapshots.limit(run));
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return requested(run)
        ? Set.of(new Probes.SnapshotClasses(), new Probes.OneSnapshot(snapshotName(run)))
        : Set.of();
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    if (!requested(run)) {
      return new Decision.Skip(Reason.NOT_REQUESTED, "spec.backup.method is None");
    }
    String className = Targets.pin(run).snapshotClassName();
    List<SnapshotClass> classes = world.see(new Probes.SnapshotClasses()).orElse(List.of());
    if (classes.stream().anyMatch(found -> found.name().equals(className) && found.retains())) {
      return new Decision.Skip(
          Reason.NOT_CHECKED,
          "class " + className + " retains what it cuts, so a trial would stay for ever");
    }
    Optional<Snapshot> trial = world.see(new Probes.OneSnapshot(snapshotName(run)));
    if (trial.isEmpty()) {
      return new Decision.Act(
          new MigrationAction.Create(
              SnapshotObject.temporary(run, Targets.pin(run), snapshotName(run))),
          Reason.IN_PROGRESS,
          "taking trial snapshot " + snapshotName(run));
    }
    String what = "trial snapshot " + snapshotName(run);
    return Snapshots.pending(run, name(), what, trial.get(), PodRun.RECHECK)
        .orElseGet(() -> report(run));
  }

  private Decision report(Run run) {
    double seconds = Limits.sinceStart(run, name());
    return new Decision.Complete(
        Reason.DONE,
        "a snapshot is "
            + (Snapshots.untilReady(run) ? "ready" : "cut")
            + " within "
            + seconds
            + " s",
        new SnapshotReport(seconds));
  }

  private static boolean requested(Run run) {
    return run.spec().getBackup().getMethod() == BackupMethod.VOLUME_SNAPSHOT;
  }

  private String snapshotName(Run run) {
    return Names.of(run, "trial", run.ledger().attempt(name()));
  }
}
