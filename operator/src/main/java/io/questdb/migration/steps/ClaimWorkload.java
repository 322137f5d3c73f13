package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.change.Labels;
import io.questdb.migration.change.WorkloadPatch;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import java.util.Map;
import java.util.Set;

/** Writes the run on the StatefulSet: one run per workload. */
final class ClaimWorkload implements Step {

  @Override
  public StepName name() {
    return StepName.CLAIM_WORKLOAD;
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Set.of(Workloads.probe(run));
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    StatefulSet set = Workloads.set(world);
    String owner = Workloads.annotation(set, Labels.RUN);
    if (owner.equals(run.uid())) {
      return new Decision.Complete(
          Reason.DONE, "StatefulSet " + set.getMetadata().getName() + " is claimed");
    }
    if (!owner.isEmpty()) {
      return new Decision.Hold(
          Reason.WORKLOAD_CLAIMED,
          "StatefulSet "
              + set.getMetadata().getName()
              + " is claimed by the migration with UID "
              + owner
              + ": wait for it, or delete it");
    }
    return Workloads.patch(
        world,
        WorkloadPatch.of(set)
            .annotate(set, Map.of(Labels.RUN, run.uid(), Labels.EDITION, Labels.MIGRATING)),
        "claiming StatefulSet " + set.getMetadata().getName());
  }
}
