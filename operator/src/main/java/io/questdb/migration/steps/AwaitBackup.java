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
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Waits until the online snapshot can be restored, then removes those that it replaces: no outage
 * begins before.
 */
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
    if (!Checkpoints.requested(run)) {
      return Set.of();
    }
    Set<Probe<?>> probes = new HashSet<>(earlier(run).toList());
    probes.add(new Probes.OneSnapshot(run.ledger().require(OnlineSnapshot.class).name()));
    return probes;
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
    return earlier(run)
        .flatMap(probe -> world.see(probe).stream())
        .filter(replaced -> replaced.runUid().equals(run.uid()))
        .flatMap(replaced -> Snapshots.remove(replaced).stream())
        .findFirst()
        .orElseGet(
            () ->
                new Decision.Complete(
                    Reason.DONE,
                    "online snapshot " + taken.name() + " is ready",
                    new OnlineReady(taken.name())));
  }

  /** Those of attempts that were given up; they are kept until this one can take their place. */
  private static Stream<Probes.OneSnapshot> earlier(Run run) {
    return IntStream.range(1, run.ledger().attempt(StepName.SNAPSHOT_ONLINE))
        .mapToObj(attempt -> new Probes.OneSnapshot(Checkpoints.snapshotName(run, attempt)));
  }
}
