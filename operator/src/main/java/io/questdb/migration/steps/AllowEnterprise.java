package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.change.WorkloadPatch;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.steps.action.MigrationAction;
import java.util.Set;

/**
 * Lifts the fence and raises the replicas: from here on the old edition is never started on this
 * volume again.
 */
final class AllowEnterprise implements Step {

  @Override
  public StepName name() {
    return StepName.ALLOW_ENTERPRISE;
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Set.of(
        Workloads.probe(run), Attendance.claim(run), new Probes.OurPod(Attendance.podName(run)));
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
              + " back: stop what reverts it and put the template back; the old edition is not"
              + " started any more");
    }
    int replicas = Targets.pin(run).replicas();
    if (Workloads.replicas(set) == replicas) {
      return new Decision.Complete(Reason.DONE, "Enterprise is allowed on the volume");
    }
    return Attendance.lostClaim(world)
        .or(() -> Attendance.lift(world))
        .orElseGet(
            () ->
                new Decision.Act(
                    new MigrationAction.AllowEnterprise(
                        Targets.pin(run).statefulSetName(),
                        WorkloadPatch.of(set).testReplicas(0).replicas(replicas).json()),
                    Reason.IN_PROGRESS,
                    "scaling StatefulSet " + set.getMetadata().getName() + " to " + replicas));
  }
}
