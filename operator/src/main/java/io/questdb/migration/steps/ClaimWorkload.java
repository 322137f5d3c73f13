package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.change.Labels;
import io.questdb.migration.change.WorkloadPatch;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the run on the StatefulSet: one run per workload. An outage that was given back begins
 * again here, hours later maybe, so the plan and its approval are looked at again.
 */
final class ClaimWorkload implements Step {

  @Override
  public StepName name() {
    return StepName.CLAIM_WORKLOAD;
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return new Recheck().probes(run);
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    StatefulSet set = Workloads.set(world);
    String owner = Workloads.annotation(set, Labels.RUN);
    if (!owner.isEmpty() && !owner.equals(run.uid())) {
      return new Decision.Hold(
          Reason.WORKLOAD_CLAIMED,
          "StatefulSet "
              + set.getMetadata().getName()
              + " is claimed by the migration with UID "
              + owner
              + ": wait for it, or delete it");
    }
    List<Finding> found = Inspections.findings(world);
    Optional<Decision> objection =
        Recheck.objection(world, found).or(() -> AwaitApproval.missing(run));
    if (objection.isPresent()) {
      return objection.get();
    }
    if (owner.equals(run.uid())) {
      return new Decision.Complete(
          Reason.DONE,
          "StatefulSet " + set.getMetadata().getName() + " is claimed",
          Optional.empty(),
          Optional.of(found));
    }
    return Workloads.patch(
        world,
        WorkloadPatch.of(set)
            .annotate(set, Map.of(Labels.RUN, run.uid(), Labels.EDITION, Labels.MIGRATING)),
        "claiming StatefulSet " + set.getMetadata().getName());
  }
}
