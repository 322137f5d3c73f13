package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Guard;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.WorkloadPin;
import java.util.Optional;
import java.util.Set;

/** Outside the outage: the StatefulSet that was inspected is still there. */
final class WorkloadGuard implements Guard {

  @Override
  public Set<Probe<?>> probes(Run run) {
    return pinned(run) ? Set.of(Workloads.probe(run)) : Set.of();
  }

  @Override
  public Optional<Decision> objection(World world) {
    Run run = world.run();
    if (!pinned(run)) {
      return Optional.empty();
    }
    String name = Targets.pin(run).statefulSetName();
    Optional<StatefulSet> set = world.see(Workloads.probe(run));
    if (run.ledger().committedAt().isPresent()) {
      return set.isPresent()
          ? Optional.empty()
          : Optional.of(
              new Decision.Hold(
                  Reason.WORKLOAD_NOT_FOUND,
                  "StatefulSet "
                      + name
                      + " was deleted: create it again with the Enterprise template; the old edition"
                      + " is not started any more"));
    }
    boolean same =
        set.filter(seen -> Targets.pin(run).statefulSetUid().equals(seen.getMetadata().getUid()))
            .isPresent();
    return same
        ? Optional.empty()
        : Optional.of(
            new Decision.Redo(
                Reason.WORKLOAD_CHANGED,
                "StatefulSet " + name + " was deleted or made anew, so it is inspected again",
                true));
  }

  private static boolean pinned(Run run) {
    return run.ledger().evidence(WorkloadPin.class).isPresent();
  }
}
