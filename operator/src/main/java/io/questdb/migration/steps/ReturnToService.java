package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.Pod;
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
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.Stopped;
import io.questdb.migration.facts.Swapped;
import io.questdb.migration.facts.TemporaryPod;
import io.questdb.migration.facts.VolumeReport;
import java.util.Optional;
import java.util.Set;

/**
 * The give-back of the outage: the original template, the fence lifted, the old pod. The claim
 * annotation is removed last, so that it says whether something is still to be done.
 */
final class ReturnToService implements Step {
  private final TemporaryPods pods;

  ReturnToService(TemporaryPods pods) {
    this.pods = pods;
  }

  @Override
  public StepName name() {
    return StepName.RETURN_TO_SERVICE;
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    Set<Probe<?>> probes = Leftovers.probes(run);
    probes.add(Workloads.probe(run));
    probes.add(Attendance.claim(run));
    probes.add(new Probes.OnePod(Targets.pin(run).podName()));
    probes.add(new Probes.OurPod(Attendance.podName(run)));
    probes.add(new Probes.OurPod(unstagePod(run)));
    probes.add(new Probes.StoredRecord(Names.runRecord(run)));
    return probes;
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    Optional<StatefulSet> set = world.see(Workloads.probe(run));
    if (set.isEmpty() || !taken(run, set.get())) {
      return left(world, set);
    }
    if (Workloads.swapped(set.get(), run)) {
      return restoreTemplate(world, set.get());
    }
    Optional<Decision> objection = objection(world, set.get()).or(() -> otherPod(world, set.get()));
    if (objection.isPresent()) {
      return objection.get();
    }
    Optional<Decision> lifting = Attendance.lift(world);
    if (lifting.isPresent()) {
      return lifting.get();
    }
    int replicas = Targets.pin(run).replicas();
    if (Workloads.replicas(set.get()) != replicas) {
      return Workloads.patch(
          world,
          WorkloadPatch.of(set.get()).replicas(replicas),
          "scaling StatefulSet " + set.get().getMetadata().getName() + " to " + replicas);
    }
    if (world
        .see(new Probes.OnePod(Targets.pin(run).podName()))
        .filter(Workloads::ready)
        .isEmpty()) {
      return new Decision.Wait(
          Reason.IN_PROGRESS,
          "pod " + Targets.pin(run).podName() + " is not ready again yet",
          PodRun.RECHECK);
    }
    return cleared(world, set.get());
  }

  /**
   * Whether this run may have changed the set: a tool that replaces it as a whole takes our
   * annotation away, and neither our template nor a stop.
   */
  private static boolean taken(Run run, StatefulSet set) {
    String owner = Workloads.annotation(set, Labels.RUN);
    return owner.equals(run.uid())
        || Workloads.swapped(set, run)
        || (owner.isEmpty() && run.ledger().begun(StepName.STOP_DATABASE));
  }

  private static Decision left(World world, Optional<StatefulSet> set) {
    return Leftovers.remove(world, set)
        .orElseGet(
            () ->
                new Decision.Complete(
                    Reason.DONE,
                    "nothing of this run is left",
                    ServedAgain.evidence(world),
                    Optional.empty()));
  }

  private Decision restoreTemplate(World world, StatefulSet set) {
    Run run = world.run();
    Optional<Pod> pod = world.see(new Probes.OnePod(Targets.pin(run).podName()));
    if (Workloads.replicas(set) != 0 || pod.isPresent()) {
      return new Decision.Hold(
          Reason.ENTERPRISE_STARTED,
          "somebody scaled StatefulSet "
              + set.getMetadata().getName()
              + " up on the Enterprise template: the old edition may not open the volume any more;"
              + " the snapshots in status.backup are kept");
    }
    if (!untouched(world, set)) {
      return new Decision.Hold(
          Reason.ENTERPRISE_STARTED,
          "somebody changed StatefulSet "
              + set.getMetadata().getName()
              + " while it had the Enterprise template and the volume was not fenced: see whether"
              + " Enterprise has opened the volume; if not, restore the template by hand");
    }
    Optional<Decision> objection = KeptRecord.objection(world);
    if (objection.isPresent()) {
      return objection.get();
    }
    Optional<String> inverse =
        world
            .see(new Probes.StoredRecord(Names.runRecord(run)))
            .map(record -> record.entries().get(RunRecord.INVERSE_PATCH));
    if (inverse.isEmpty()) {
      return new Decision.Hold(
          Reason.LEDGER_LOST,
          "Secret "
              + Names.runRecord(run)
              + " with the way back was deleted: restore the template of StatefulSet "
              + set.getMetadata().getName()
              + " by hand");
    }
    WorkloadPatch back = WorkloadPatch.of(set).and(inverse.get());
    return back.applied(set).filter(restored -> PlanInputs.original(run, restored)).isPresent()
        ? Workloads.patch(
            world, back, "restoring the template of StatefulSet " + set.getMetadata().getName())
        : otherTemplate(set);
  }

  /**
   * What stands against letting the pods of the set open the volume: those of somebody else's
   * template may be of any edition, and another claim is empty. Not asked once one of them serves
   * without our help.
   */
  private static Optional<Decision> objection(World world, StatefulSet set) {
    Run run = world.run();
    boolean starts =
        world.see(new Probes.OurPod(Attendance.podName(run))).isPresent()
            || Workloads.replicas(set) != Targets.pin(run).replicas();
    if (!starts || !run.ledger().begun(StepName.STOP_DATABASE)) {
      return Optional.empty();
    }
    return PlanInputs.original(run, set)
        ? Attendance.lostClaim(world)
        : Optional.of(otherTemplate(set));
  }

  /**
   * A pod that waits for the volume may be of a template that somebody has put in place and taken
   * back meanwhile: it goes before the fence does.
   */
  private static Optional<Decision> otherPod(World world, StatefulSet set) {
    Run run = world.run();
    Optional<Pod> waiting =
        world
            .see(new Probes.OnePod(Targets.pin(run).podName()))
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .filter(pod -> !Workloads.ready(pod));
    boolean fenced = Attendance.fenced(world.see(new Probes.OurPod(Attendance.podName(run))));
    if (waiting.isEmpty() || !fenced || !run.ledger().begun(StepName.STOP_DATABASE)) {
      return Optional.empty();
    }
    if (!Workloads.rolledOut(set)) {
      return Optional.of(
          new Decision.Wait(
              Reason.IN_PROGRESS,
              "the controller has not seen StatefulSet " + set.getMetadata().getName() + " yet",
              Attendance.RECHECK));
    }
    return waiting.filter(pod -> Workloads.stuck(set, pod)).map(Workloads::replace);
  }

  private static Decision otherTemplate(StatefulSet set) {
    String name = set.getMetadata().getName();
    return new Decision.Hold(
        Reason.WORKLOAD_CHANGED,
        "somebody changed the pod template of StatefulSet "
            + name
            + " in the outage, and what it starts may not open the volume: put it back as it was"
            + " (kubectl rollout history statefulset "
            + name
            + " has it), and change it when the old database serves");
  }

  /**
   * Whether nobody can have started the Enterprise template: its set is as we left it, or the fence
   * still holds the volume.
   */
  private static boolean untouched(World world, StatefulSet set) {
    Run run = world.run();
    boolean fenced = Attendance.fenced(world.see(new Probes.OurPod(Attendance.podName(run))));
    Optional<Long> left =
        run.ledger()
            .evidence(Swapped.class)
            .map(Swapped::generation)
            .or(
                () ->
                    run.ledger().evidence(Stopped.class).map(stopped -> stopped.generation() + 1));
    return fenced || left.filter(set.getMetadata().getGeneration()::equals).isPresent();
  }

  /** Removes the staged file, then the claim. */
  private Decision cleared(World world, StatefulSet set) {
    Run run = world.run();
    if (!Workloads.annotation(set, Labels.RUN).equals(run.uid())) {
      return left(world, Optional.of(set));
    }
    boolean staged =
        run.ledger().begun(StepName.ATTEND_VOLUME)
            && Workloads.staged(run, attempt(run)).kind() == ConfigSource.Kind.VOLUME;
    if (staged) {
      Optional<TemporaryPod> unstage = world.see(new Probes.OurPod(unstagePod(run)));
      if (unstage.isEmpty()) {
        return PodRun.create(
            pods.removeStaged(
                run,
                Targets.pin(run),
                set,
                run.ledger().require(VolumeReport.class),
                attempt(run)));
      }
      if (!unstage.get().over()) {
        return PodRun.pending(unstage.get());
      }
    }
    return Workloads.patch(
        world,
        WorkloadPatch.of(set).removeAnnotations(set, Labels.RUN, Labels.EDITION),
        "letting go of StatefulSet " + set.getMetadata().getName());
  }

  private static int attempt(Run run) {
    return run.ledger().attempt(StepName.ATTEND_VOLUME);
  }

  private static String unstagePod(Run run) {
    return Names.of(run, "unstage", attempt(run));
  }
}
