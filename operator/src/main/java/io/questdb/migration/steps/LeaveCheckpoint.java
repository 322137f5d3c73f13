package io.questdb.migration.steps;

import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Operation;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Checkpoint;
import io.questdb.migration.facts.CheckpointHeld;
import io.questdb.migration.facts.CheckpointLeft;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.steps.action.MigrationAction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Releases the checkpoint that this run entered, and no other; the give-back of the backup. */
final class LeaveCheckpoint implements Step {
  private static final Set<Reason> LOST = Set.of(Reason.CHECKPOINT_LOST, Reason.ATTEMPTS_EXHAUSTED);

  @Override
  public StepName name() {
    return StepName.LEAVE_CHECKPOINT;
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Checkpoints.requested(run)
        ? Set.of(
            new Probes.CheckpointState(Targets.openSource(run)),
            new Probes.OneSnapshot(Checkpoints.snapshotName(run)))
        : Set.of();
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    if (!Checkpoints.requested(run) || Checkpoints.operation(run).isEmpty()) {
      return new Decision.Skip(Reason.NOT_REQUESTED, "no checkpoint was entered");
    }
    Optional<Checkpoint> state = world.see(new Probes.CheckpointState(Targets.openSource(run)));
    if (state.filter(seen -> seen.held() && mayBeOurs(run, seen)).isPresent()) {
      return new Decision.Act(
          new MigrationAction.ReleaseCheckpoint(Targets.openSource(run)),
          Reason.IN_PROGRESS,
          "leaving checkpoint mode");
    }
    Optional<Decision> removal =
        world.see(new Probes.OneSnapshot(Checkpoints.snapshotName(run))).flatMap(Snapshots::remove);
    if (removal.isPresent() && !run.ledger().closed(StepName.SNAPSHOT_ONLINE)) {
      return removal.get(); // It may be cut outside the checkpoint.
    }
    Instant entered = Checkpoints.operation(run).get().requestedAt();
    double seconds = Duration.between(entered, run.now()).toMillis() / 1000.0;
    return new Decision.Complete(
        Reason.DONE,
        "checkpoint mode was left after " + seconds + " s",
        new CheckpointLeft(run.now(), seconds));
  }

  /** An entry whose answer was lost may have succeeded; a known one is told by its start. */
  private static boolean mayBeOurs(Run run, Checkpoint state) {
    return run.ledger()
        .evidence(CheckpointHeld.class)
        .map(held -> state.startedAt().filter(held.startedAt()::equals).isPresent())
        .orElseGet(() -> !seenLost(run));
  }

  /** An answered entry is given back before its start is known only if it was seen to be gone. */
  private static boolean seenLost(Run run) {
    boolean answered = Checkpoints.operation(run).flatMap(Operation::answer).isPresent();
    return answered
        && run.ledger()
            .row(StepName.ENTER_CHECKPOINT)
            .filter(row -> LOST.contains(row.reason()))
            .isPresent();
  }
}
