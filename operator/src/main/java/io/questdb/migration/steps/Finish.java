package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.change.Labels;
import io.questdb.migration.change.Names;
import io.questdb.migration.change.TemporaryPods;
import io.questdb.migration.change.WorkloadPatch;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Staged;
import io.questdb.migration.facts.TemporaryPod;
import io.questdb.migration.facts.VolumeReport;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Arms the guard of the edition. On the volume that is the merged {@code server.conf} in the
 * original's place: with strict validation an open-source server refuses its keys and does not
 * start.
 */
final class Finish implements Step {
  private final TemporaryPods pods;

  Finish(TemporaryPods pods) {
    this.pods = pods;
  }

  @Override
  public StepName name() {
    return StepName.FINISH;
  }

  @Override
  public Optional<Duration> timeout(Run run) {
    return Optional.of(Duration.ofMinutes(30));
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Set.of(
        Workloads.probe(run), new Probes.OurPod(podName(run)), new Probes.Temporaries(run.uid()));
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    StatefulSet set = Workloads.set(world);
    if (Workloads.annotation(set, Labels.EDITION).equals(Labels.ENTERPRISE)) {
      return Temporaries.remove(world)
          .orElseGet(() -> new Decision.Complete(Reason.SUCCEEDED, "the migration is complete"));
    }
    Staged staged = run.ledger().require(Staged.class);
    if (staged.kind() != ConfigSource.Kind.VOLUME) {
      return mark(world, set);
    }
    Optional<TemporaryPod> failed =
        world
            .see(new Probes.OurPod(podName(run)))
            .filter(pod -> PodRun.failure(pod).isPresent() && held(run));
    if (failed.isPresent()) {
      return PodRun.delete(failed.get()); // No give-back does it: installing is tried again.
    }
    return PodRun.ended(
        world,
        podName(run),
        TemporaryPods.VOLUME,
        () ->
            pods.install(
                run,
                Targets.pin(run),
                set,
                run.ledger().require(VolumeReport.class),
                staged.name()),
        ended -> mark(world, set));
  }

  private boolean held(Run run) {
    return run.ledger().row(name()).filter(row -> row.state() == StepState.HELD).isPresent();
  }

  private static Decision mark(World world, StatefulSet set) {
    return Workloads.patch(
        world,
        WorkloadPatch.of(set).annotate(set, Map.of(Labels.EDITION, Labels.ENTERPRISE)),
        "marking StatefulSet " + set.getMetadata().getName() + " as Enterprise");
  }

  private static String podName(Run run) {
    return Names.of(run, "install", 1);
  }
}
