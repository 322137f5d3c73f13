package io.questdb.migration.steps;

import io.questdb.migration.change.ServerProperties;
import io.questdb.migration.change.TemporaryPods;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.ConfChange;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Staged;
import io.questdb.migration.facts.TemporaryPod;
import io.questdb.migration.facts.VolumeReport;
import io.questdb.migration.steps.action.MigrationAction;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Puts a pod beside the running server before the stop: a pod started inside the outage would cost
 * as much as the database's own restart.
 */
final class AttendVolume implements Step {
  private final TemporaryPods pods;

  AttendVolume(TemporaryPods pods) {
    this.pods = pods;
  }

  @Override
  public StepName name() {
    return StepName.ATTEND_VOLUME;
  }

  @Override
  public Optional<Duration> timeout(Run run) {
    return Optional.of(Limits.start(run));
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Set.of(
        Workloads.probe(run),
        new Probes.OurPod(Attendance.podName(run)),
        new Probes.OneSecret(staged(run).name()));
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    Staged staged = staged(run);
    if (staged.kind() == ConfigSource.Kind.SECRET
        && world.see(new Probes.OneSecret(staged.name())).isEmpty()) {
      return new Decision.Act(
          new MigrationAction.CreateMergedConfig(
              Targets.pin(run).serverConf(), ServerProperties.of(run.spec()), staged.name()),
          Reason.IN_PROGRESS,
          "creating Secret " + staged.name() + " with the merged server.conf");
    }
    Optional<TemporaryPod> pod = world.see(new Probes.OurPod(Attendance.podName(run)));
    if (pod.isEmpty()) {
      return PodRun.create(
          pods.attend(
              run,
              Targets.pin(run),
              Workloads.set(world),
              run.ledger().require(VolumeReport.class),
              run.ledger().attempt(name())));
    }
    Optional<Decision> failure = PodRun.failure(pod.get());
    if (failure.isPresent()) {
      return failure.get();
    }
    if (pod.get().container(TemporaryPods.ATTEND).filter(TemporaryPod.Container::ready).isEmpty()) {
      return PodRun.pending(pod.get());
    }
    String hash =
        pod.get()
            .container(TemporaryPods.STAGE)
            .flatMap(ended -> Answers.read(ended, ConfChange.class))
            .map(ConfChange::mergedSha256)
            .orElse("");
    return new Decision.Complete(
        Reason.DONE,
        "pod " + pod.get().name() + " waits beside the server",
        new Staged(staged.kind(), staged.name(), hash));
  }

  private Staged staged(Run run) {
    return Workloads.staged(run, run.ledger().attempt(name()));
  }
}
