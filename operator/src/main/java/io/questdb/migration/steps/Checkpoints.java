package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.Pod;
import io.questdb.migration.api.v1alpha1.SnapshotKind;
import io.questdb.migration.change.Names;
import io.questdb.migration.engine.Operation;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Checkpoint;
import io.questdb.migration.facts.CheckpointHeld;
import io.questdb.migration.facts.Probes;
import java.util.Optional;

/** What the steps of the online backup share. */
final class Checkpoints {
  private Checkpoints() {}

  static boolean requested(Run run) {
    return run.spec().getBackup().getSnapshots().contains(SnapshotKind.ONLINE);
  }

  /** The entry of this attempt. */
  static Optional<Operation> operation(Run run) {
    return run.ledger().operation(StepName.ENTER_CHECKPOINT, attempt(run));
  }

  static String snapshotName(Run run) {
    return snapshotName(run, attempt(run));
  }

  static String snapshotName(Run run, int attempt) {
    return Names.of(run, "online", attempt);
  }

  /** Whether the checkpoint that was recorded is still held, by the same server. */
  static boolean ours(World world, Optional<Checkpoint> checkpoint) {
    CheckpointHeld held = world.run().ledger().require(CheckpointHeld.class);
    Optional<Pod> pod = world.see(new Probes.OnePod(Targets.pin(world.run()).podName()));
    return checkpoint
            .filter(Checkpoint::held)
            .flatMap(Checkpoint::startedAt)
            .filter(held.startedAt()::equals)
            .isPresent()
        && pod.filter(seen -> seen.getMetadata().getUid().equals(held.podUid())).isPresent();
  }

  private static int attempt(Run run) {
    return run.ledger().attempt(StepName.ENTER_CHECKPOINT);
  }
}
