package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.change.HandoffFiles;
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
import io.questdb.migration.facts.HandedOff;
import io.questdb.migration.facts.Handoff;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Staged;
import io.questdb.migration.facts.TemporaryPod;
import io.questdb.migration.facts.VolumeReport;
import io.questdb.migration.steps.action.MigrationAction;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Arms the guard of the edition, and writes down what Git must contain from now on. On the volume
 * the guard is the merged {@code server.conf} in the original's place: with strict validation an
 * open-source server refuses its keys and does not start.
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
        Workloads.probe(run),
        new Probes.OurPod(podName(run)),
        new Probes.StoredHandoff(Names.handoff(run)),
        new Probes.Temporaries(run.uid()));
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    StatefulSet set = Workloads.set(world);
    if (!Workloads.swapped(set, run)) {
      return new Decision.Hold(
          Reason.WORKLOAD_CHANGED,
          "somebody took the Enterprise template of StatefulSet "
              + set.getMetadata().getName()
              + " back: stop what reverts it and put the template back");
    }
    if (Workloads.annotation(set, Labels.EDITION).equals(Labels.ENTERPRISE)) {
      return handOff(world, set).orElseGet(() -> complete(run));
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

  /** The next decision until the hand-off is all that is left, or empty once it is. */
  private static Optional<Decision> handOff(World world, StatefulSet set) {
    Run run = world.run();
    String name = Names.handoff(run);
    Optional<Handoff> found = world.see(new Probes.StoredHandoff(name));
    if (found.filter(handoff -> handoff.runUid().isEmpty()).isPresent()) {
      return Optional.of(
          new Decision.Hold(
              Reason.NAME_TAKEN,
              "ConfigMap "
                  + name
                  + " was not written by a migration, and the hand-off needs its name: rename it"));
    }
    boolean begun = found.filter(handoff -> handoff.runUid().equals(run.uid())).isPresent();
    return (begun ? Temporaries.remove(world) : Optional.<Decision>empty())
        .or(() -> write(run, set, found));
  }

  /** The decision to write the hand-off, or empty when it says what is true. */
  private static Optional<Decision> write(Run run, StatefulSet set, Optional<Handoff> found) {
    String name = Names.handoff(run);
    Map<String, String> files = HandoffFiles.of(run, set);
    return found.filter(new Handoff(name, run.uid(), files)::equals).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Decision.Act(
                new MigrationAction.WriteHandoff(name, files),
                Reason.IN_PROGRESS,
                "writing ConfigMap " + name + " with what Git must contain"));
  }

  private static Decision complete(Run run) {
    String name = Names.handoff(run);
    return new Decision.Complete(
        Reason.SUCCEEDED,
        "the migration is complete; ConfigMap " + name + " says what Git must contain now",
        new HandedOff(name));
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
