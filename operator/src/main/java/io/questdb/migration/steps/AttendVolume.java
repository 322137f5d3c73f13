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
import java.util.HashSet;
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
    Set<Probe<?>> probes = new HashSet<>();
    probes.add(Workloads.probe(run));
    probes.add(new Probes.OurPod(Attendance.podName(run)));
    probes.add(new Probes.OneSecret(staged(run).name()));
    PlanInputs.config(run).ifPresent(probes::add);
    return probes;
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    Staged staged = staged(run);
    VolumeReport report = run.ledger().require(VolumeReport.class);
    if (staged.kind() == ConfigSource.Kind.SECRET
        && world.see(new Probes.OneSecret(staged.name())).isEmpty()) {
      return merged(world, report, staged);
    }
    Optional<TemporaryPod> pod = world.see(new Probes.OurPod(Attendance.podName(run)));
    if (pod.isEmpty()) {
      return PodRun.create(
          pods.attend(
              run, Targets.pin(run), Workloads.set(world), report, run.ledger().attempt(name())));
    }
    Optional<Decision> failure = PodRun.failure(pod.get());
    if (failure.isPresent()) {
      return failure.get();
    }
    if (pod.get().container(TemporaryPods.ATTEND).filter(TemporaryPod.Container::ready).isEmpty()) {
      return PodRun.pending(pod.get());
    }
    return attended(run, pod.get());
  }

  private static Decision merged(World world, VolumeReport report, Staged staged) {
    Run run = world.run();
    return PlanInputs.configHash(world).equals(report.configHash())
        ? new Decision.Act(
            new MigrationAction.CreateMergedConfig(
                Targets.pin(run).serverConf(),
                report.configHash(),
                ServerProperties.of(run.spec()),
                staged.name()),
            Reason.IN_PROGRESS,
            "creating Secret " + staged.name() + " with the merged server.conf")
        : changed();
  }

  private Decision attended(Run run, TemporaryPod pod) {
    Staged staged = staged(run);
    if (staged.kind() == ConfigSource.Kind.SECRET) {
      return complete(pod, staged);
    }
    Optional<ConfChange> change =
        pod.container(TemporaryPods.STAGE).flatMap(ended -> Answers.read(ended, ConfChange.class));
    if (change.isEmpty()) {
      return new Decision.Hold(
          Reason.TEMPORARY_POD_FAILED,
          "pod " + pod.name() + " gave no readable answer about server.conf");
    }
    String planned = run.ledger().require(VolumeReport.class).configHash();
    return change.get().originalSha256().equals(planned)
        ? complete(pod, new Staged(staged.kind(), staged.name(), change.get().mergedSha256()))
        : changed();
  }

  private static Decision complete(TemporaryPod pod, Staged staged) {
    return new Decision.Complete(
        Reason.DONE, "pod " + pod.name() + " waits beside the server", staged);
  }

  private static Decision changed() {
    return new Decision.Hold(
        Reason.PLAN_CHANGED,
        "server.conf is not the one that was planned with: put it back, or create this resource"
            + " again to have another plan");
  }

  private Staged staged(Run run) {
    return Workloads.staged(run, run.ledger().attempt(name()));
  }
}
