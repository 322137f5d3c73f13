package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.change.Names;
import io.questdb.migration.change.WorkloadPatch;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.Staged;
import io.questdb.migration.facts.Swapped;
import io.questdb.migration.facts.WorkloadPin;
import java.util.Set;

/** Makes the template an Enterprise one, in one guarded write whose inverse is already recorded. */
final class SwapEdition implements Step {

  @Override
  public StepName name() {
    return StepName.SWAP_EDITION;
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Set.of(Workloads.probe(run), new Probes.StoredRecord(Names.runRecord(run)));
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    StatefulSet set = Workloads.set(world);
    if (Workloads.swapped(set, run)) {
      return new Decision.Complete(
          Reason.DONE,
          "the template of StatefulSet " + set.getMetadata().getName() + " is an Enterprise one",
          new Swapped(set.getMetadata().getGeneration()));
    }
    StatefulSet enterprise = Workloads.enterprise(set, run, run.ledger().require(Staged.class));
    String inverse = Attendance.inversePatch(set, enterprise);
    boolean recorded =
        world
            .see(new Probes.StoredRecord(Names.runRecord(run)))
            .filter(record -> KeptRecord.intact(record, run.ledger()))
            .filter(record -> inverse.equals(record.entries().get(RunRecord.INVERSE_PATCH)))
            .isPresent();
    if (!recorded) {
      return new Decision.Redo(
          Reason.WORKLOAD_CHANGED,
          "the template is not the one whose way back was recorded, or the record was changed");
    }
    WorkloadPin pin = Targets.pin(run);
    return Workloads.patch(
        world,
        WorkloadPatch.of(set)
            .testReplicas(0)
            .testImage(Workloads.container(set, pin.containerName()), pin.image())
            .template(set, enterprise),
        "swapping the image of StatefulSet " + set.getMetadata().getName());
  }
}
