package io.questdb.migration.steps;

import io.questdb.migration.change.SnapshotObject;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.CheckpointedSnapshot;
import io.questdb.migration.facts.OnlineSnapshot;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Snapshot;
import io.questdb.migration.steps.action.MigrationAction;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Snapshots the claim while the database serves in checkpoint mode. */
final class SnapshotOnline implements Step {

  @Override
  public StepName name() {
    return StepName.SNAPSHOT_ONLINE;
  }

  @Override
  public Optional<Duration> timeout(Run run) {
    return Optional.of(Limits.cut(run));
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Checkpoints.requested(run)
        ? Set.of(new Probes.OnePod(Targets.pin(run).podName()), snapshotInCheckpoint(run))
        : Set.of();
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    if (!Checkpoints.requested(run)) {
      return new Decision.Skip(Reason.NOT_REQUESTED, "no online snapshot is asked for");
    }
    Optional<CheckpointedSnapshot> seen = world.see(snapshotInCheckpoint(run));
    if (!Checkpoints.ours(world, seen.map(CheckpointedSnapshot::checkpoint))) {
      return new Decision.Redo(
          Reason.CHECKPOINT_LOST,
          "the checkpoint is gone, so what is cut now could not be restored: the server restarted or"
              + " somebody released it");
    }
    String name = Checkpoints.snapshotName(run);
    Optional<Snapshot> snapshot = seen.flatMap(CheckpointedSnapshot::snapshot);
    if (snapshot.isEmpty()) {
      return new Decision.Act(
          new MigrationAction.Create(SnapshotObject.kept(run, Targets.pin(run), name)),
          Reason.IN_PROGRESS,
          "taking online snapshot " + name);
    }
    if (!Snapshots.counts(run, snapshot.get())) {
      return new Decision.Wait(
          snapshot.get().error().isPresent() ? Reason.SNAPSHOT_FAILED : Reason.IN_PROGRESS,
          "online snapshot "
              + name
              + " is not cut yet"
              + snapshot.get().error().map(error -> ": " + error).orElse(""),
          Snapshots.CUT_RECHECK);
    }
    return new Decision.Complete(
        Reason.DONE,
        "online snapshot " + name + " is cut",
        new OnlineSnapshot(
            name,
            snapshot.get().uid(),
            snapshot.get().handle().orElse(""),
            snapshot.get().cutAt().get(),
            run.now()));
  }

  private static Probes.SnapshotInCheckpoint snapshotInCheckpoint(Run run) {
    return new Probes.SnapshotInCheckpoint(Targets.openSource(run), Checkpoints.snapshotName(run));
  }
}
