package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.change.Labels;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Guard;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Planned;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Stopped;
import io.questdb.migration.facts.Swapped;
import io.questdb.migration.facts.TemporaryPod;
import io.questdb.migration.facts.WorkloadPin;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The spec is the one that was planned and approved, the claim is there to stay, the fence stands,
 * and between the stop and the permission for Enterprise nobody else has started or changed the
 * workload.
 */
final class OutageGuard implements Guard {

  @Override
  public Set<Probe<?>> probes(Run run) {
    WorkloadPin pin = Targets.pin(run);
    return Set.of(
        Workloads.probe(run),
        Attendance.claim(run),
        new Probes.OurPod(Attendance.podName(run)),
        liftsNext(run)
            ? new Probes.PodsOnClaim(pin.claimName())
            : new Probes.OnePod(pin.podName()));
  }

  /**
   * Whether the fence is lifted next. Until then no server can open the volume, and of the pods on
   * it only the workload's own is looked for: before it lists pods, an API server waits until its
   * cache is as new as its store (KEP-2340), which costs the outage a twentieth of a second each
   * time.
   */
  private static boolean liftsNext(Run run) {
    return run.ledger().closed(StepName.SWAP_EDITION)
        && !run.ledger().begun(StepName.ALLOW_ENTERPRISE);
  }

  private static List<String> intruders(World world) {
    Run run = world.run();
    return liftsNext(run)
        ? Attendance.strangers(world)
        : world.see(new Probes.OnePod(Targets.pin(run).podName())).stream()
            .map(pod -> pod.getMetadata().getName())
            .toList();
  }

  @Override
  public Optional<Decision> objection(World world) {
    Run run = world.run();
    WorkloadPin pin = Targets.pin(run);
    Optional<StatefulSet> set = world.see(new Probes.Workload(pin.statefulSetName()));
    if (set.isEmpty() || !set.get().getMetadata().getUid().equals(pin.statefulSetUid())) {
      return Optional.of(
          new Decision.Hold(
              Reason.WORKLOAD_CHANGED,
              "StatefulSet " + pin.statefulSetName() + " was deleted or made anew"));
    }
    if (run.ledger().committedAt().isPresent()) {
      return Optional.empty();
    }
    Optional<Decision> lost = Attendance.lostClaim(world);
    if (lost.isPresent()) {
      return lost;
    }
    if (replanned(run)) {
      return Optional.of(
          new Decision.Redo(
              Reason.PLAN_CHANGED, "the spec is not the one that was planned with", true));
    }
    Optional<Stopped> stopped = run.ledger().evidence(Stopped.class);
    if (stopped.isEmpty()) {
      return PlanInputs.original(run, set.get())
          ? Optional.empty()
          : Optional.of(Recheck.changed());
    }
    List<String> intruders = intruders(world);
    if (!intruders.isEmpty()) {
      return redo("pod " + String.join(", ", intruders) + " uses the volume in the outage");
    }
    if (!Workloads.annotation(set.get(), Labels.RUN).equals(run.uid())) {
      return redo(
          "StatefulSet " + set.get().getMetadata().getName() + " no longer carries the claim");
    }
    if (unfenced(world)) {
      return Optional.of(
          new Decision.Redo(
              Reason.TEMPORARY_POD_FAILED,
              "pod " + Attendance.podName(run) + " has ended, and with it the fence"));
    }
    long generation = set.get().getMetadata().getGeneration();
    boolean swapping =
        Workloads.swapped(set.get(), run) && !run.ledger().closed(StepName.SWAP_EDITION);
    long expected =
        run.ledger()
            .evidence(Swapped.class)
            .map(Swapped::generation)
            .orElse(stopped.get().generation());
    return swapping || generation == expected
        ? Optional.empty()
        : redo("StatefulSet " + set.get().getMetadata().getName() + " was changed in the outage");
  }

  /** Whether the fence, which stands from the seal until it is lifted, is gone by itself. */
  private static boolean unfenced(World world) {
    Ledger ledger = world.run().ledger();
    if (!ledger.closed(StepName.SEAL_VOLUME) || ledger.begun(StepName.ALLOW_ENTERPRISE)) {
      return false;
    }
    Optional<TemporaryPod> pod = world.see(new Probes.OurPod(Attendance.podName(world.run())));
    return !Attendance.fenced(pod) || pod.filter(TemporaryPod::terminating).isPresent();
  }

  /** Whether the spec asks for something else than was planned. */
  private static boolean replanned(Run run) {
    String planned = run.ledger().require(Planned.class).specHash();
    return !planned.isEmpty() && !planned.equals(PlanInputs.specHash(run.spec()));
  }

  private static Optional<Decision> redo(String message) {
    return Optional.of(new Decision.Redo(Reason.WORKLOAD_CHANGED, message));
  }
}
