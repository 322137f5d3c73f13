package io.questdb.migration.steps;

import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.OnlineReady;
import io.questdb.migration.facts.OnlineSnapshot;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Snapshot;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Waits until the online snapshot can be restored: no outage begins before. */
final class AwaitBackup implements Step {

  @Override
  public StepName name() {
    return StepName.AWAIT_BACKUP;
  }

  @Override
  public Optional<Duration> timeout(Run run) {
    return Optional.of(Limits.snapshotReady(run));
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Checkpoints.requested(run)
        ? Set.of(new Probes.OneSnapshot(run.ledger().require(OnlineSnapshot.class).name()))
        : Set.of();
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    if (!Checkpoints.requested(run)) {
      return new Decision.Skip(Reason.NOT_REQUESTED, "no online snapshot is asked for");
    }
    OnlineSnapshot taken = run.ledger().require(OnlineSnapshot.class);
    Optional<Snapshot> snapshot = world.see(new Probes.OneSnapshot(taken.name()));
    if (snapshot.isEmpty() || !snapshot.get().uid().equals(taken.uid())) {
      return new Decision.Fail(
          Reason.SNAPSHOT_FAILED, "online snapshot " + taken.name() + " was deleted");
    }
    if (!snapshot.get().ready()) {
      return new Decision.Wait(
          Reason.SNAPSHOT_NOT_READY,
          "online snapshot "
              + taken.name()
              + " is not ready yet"
              + snapshot.get().error().map(error -> ": " + error).orElse(""),
          Duration.ofSeconds(60));
    }
    return new Decision.Complete(
        Reason.DONE,
        "online snapshot " + taken.name() + " is ready",
        new OnlineReady(taken.name()));
  }
}
