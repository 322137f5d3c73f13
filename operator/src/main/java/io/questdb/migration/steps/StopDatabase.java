package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.change.WorkloadPatch;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Stopped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Scales the workload to zero and waits until no server can write: the outage begins. */
final class StopDatabase implements Step {

  @Override
  public StepName name() {
    return StepName.STOP_DATABASE;
  }

  @Override
  public Optional<Duration> timeout(Run run) {
    return Optional.of(Limits.stop(run));
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Set.of(
        Workloads.probe(run),
        new Probes.OnePod(Targets.pin(run).podName()),
        new Probes.PodsOnClaim(Targets.pin(run).claimName()));
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    StatefulSet set = Workloads.set(world);
    if (Workloads.replicas(set) != 0) {
      return Workloads.patch(
          world,
          WorkloadPatch.of(set).replicas(0),
          "scaling StatefulSet " + set.getMetadata().getName() + " to 0");
    }
    Optional<Pod> pod = world.see(new Probes.OnePod(Targets.pin(run).podName()));
    if (pod.isPresent()) {
      return new Decision.Wait(
          Reason.IN_PROGRESS,
          "pod " + Targets.pin(run).podName() + " is stopping",
          Attendance.RECHECK);
    }
    List<String> others = Attendance.strangers(world);
    if (!others.isEmpty()) {
      return new Decision.Wait(
          Reason.VOLUME_SHARED,
          "claim "
              + Targets.pin(run).claimName()
              + " is still used by "
              + String.join(", ", others),
          Attendance.RECHECK);
    }
    Instant requested = run.ledger().row(name()).flatMap(Row::startedAt).orElse(run.now());
    return new Decision.Complete(
        Reason.DONE,
        "the database is stopped",
        new Stopped(set.getMetadata().getGeneration(), requested, run.now()));
  }
}
