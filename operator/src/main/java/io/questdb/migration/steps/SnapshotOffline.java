package io.questdb.migration.steps;

import io.questdb.migration.api.v1alpha1.SnapshotKind;
import io.questdb.migration.change.Names;
import io.questdb.migration.change.SnapshotObject;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.OfflineSnapshot;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Snapshot;
import io.questdb.migration.steps.action.MigrationAction;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Snapshots the stopped, synced and fenced volume: the backup that loses nothing. */
final class SnapshotOffline implements Step {

  @Override
  public StepName name() {
    return StepName.SNAPSHOT_OFFLINE;
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return requested(run) ? Set.of(new Probes.OneSnapshot(snapshotName(run))) : Set.of();
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    if (!requested(run)) {
      return new Decision.Skip(Reason.NOT_REQUESTED, "no offline snapshot is asked for");
    }
    String name = snapshotName(run);
    Optional<Snapshot> snapshot = world.see(new Probes.OneSnapshot(name));
    if (snapshot.isEmpty()) {
      return new Decision.Act(
          new MigrationAction.Create(SnapshotObject.kept(run, Targets.pin(run), name)),
          Reason.IN_PROGRESS,
          "taking offline snapshot " + name);
    }
    Optional<Decision> pending =
        Snapshots.pending(
            run, name(), "offline snapshot " + name, snapshot.get(), Snapshots.CUT_RECHECK);
    if (pending.isPresent()) {
      return pending.get();
    }
    double seconds = Limits.sinceStart(run, name());
    return new Decision.Complete(
        Reason.DONE,
        "offline snapshot " + name + " is cut",
        new OfflineSnapshot(
            name,
            snapshot.get().uid(),
            snapshot.get().handle().orElse(""),
            snapshot.get().cutAt().get(),
            snapshot.get().ready(),
            seconds));
  }

  @Override
  public Optional<Duration> timeout(Run run) {
    return Optional.of(Snapshots.limit(run));
  }

  static boolean requested(Run run) {
    return run.spec().getBackup().getSnapshots().contains(SnapshotKind.OFFLINE);
  }

  static String snapshotName(Run run) {
    return Names.of(run, "offline", run.ledger().attempt(StepName.SNAPSHOT_OFFLINE));
  }
}
