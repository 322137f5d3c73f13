package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.change.Labels;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Guard;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Stopped;
import io.questdb.migration.facts.Swapped;
import io.questdb.migration.facts.WorkloadPin;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Between the stop and the permission for Enterprise nobody else may have started or changed the
 * workload.
 */
final class OutageGuard implements Guard {

  @Override
  public Set<Probe<?>> probes(Run run) {
    WorkloadPin pin = Targets.pin(run);
    return Set.of(
        new Probes.Workload(pin.statefulSetName()), new Probes.PodsOnClaim(pin.claimName()));
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
    Optional<Stopped> stopped = run.ledger().evidence(Stopped.class);
    if (stopped.isEmpty() || run.ledger().committedAt().isPresent()) {
      return Optional.empty();
    }
    List<String> strangers = Attendance.strangers(world);
    if (!strangers.isEmpty()) {
      return redo("pod " + String.join(", ", strangers) + " uses the volume in the outage");
    }
    if (!Workloads.annotation(set.get(), Labels.RUN).equals(run.uid())) {
      return redo(
          "StatefulSet " + set.get().getMetadata().getName() + " no longer carries the claim");
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

  private static Optional<Decision> redo(String message) {
    return Optional.of(new Decision.Redo(Reason.WORKLOAD_CHANGED, message));
  }
}
