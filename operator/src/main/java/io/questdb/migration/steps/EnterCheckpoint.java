package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.Pod;
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
import io.questdb.migration.facts.Probes;
import io.questdb.migration.steps.action.MigrationAction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Puts the serving database into checkpoint mode. Only the answer counts: the state turns true long
 * before a copy could be trusted.
 */
final class EnterCheckpoint implements Step {

  @Override
  public StepName name() {
    return StepName.ENTER_CHECKPOINT;
  }

  @Override
  public Optional<Duration> timeout(Run run) {
    return Optional.of(Limits.checkpoint(run));
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Checkpoints.requested(run)
        ? Set.of(
            new Probes.OnePod(Targets.pin(run).podName()),
            new Probes.CheckpointState(Targets.openSource(run)))
        : Set.of();
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    if (!Checkpoints.requested(run)) {
      return new Decision.Skip(Reason.NOT_REQUESTED, "no online snapshot is asked for");
    }
    Optional<Checkpoint> state = world.see(new Probes.CheckpointState(Targets.openSource(run)));
    Optional<Pod> pod = world.see(new Probes.OnePod(Targets.pin(run).podName()));
    if (state.isEmpty() || pod.isEmpty()) {
      return new Decision.Wait(
          Reason.DATABASE_DOWN,
          "pod " + Targets.pin(run).podName() + " does not run the database",
          Duration.ofSeconds(5));
    }
    Optional<Operation> operation = Checkpoints.operation(run);
    if (operation.isEmpty() && state.get().held()) {
      return new Decision.Hold(
          Reason.CHECKPOINT_FOREIGN,
          "somebody else holds a checkpoint since "
              + state.get().startedAt().map(Instant::toString).orElse("an unknown time")
              + ": run CHECKPOINT RELEASE when its owner is done");
    }
    if (operation.flatMap(Operation::answer).isEmpty()) {
      return new Decision.Act(
          new MigrationAction.EnterCheckpoint(Targets.openSource(run), Limits.checkpoint(run)),
          Reason.IN_PROGRESS,
          "entering checkpoint mode");
    }
    if (!state.get().held() || state.get().startedAt().isEmpty()) {
      return new Decision.Redo(Reason.CHECKPOINT_LOST, "the checkpoint ended before it was used");
    }
    return new Decision.Complete(
        Reason.DONE,
        "the database is in checkpoint mode",
        new CheckpointHeld(
            state.get().startedAt().get(), pod.get().getMetadata().getUid(), run.now()));
  }
}
