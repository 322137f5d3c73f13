package io.questdb.migration.steps;

import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Probes;
import java.util.Set;

/** Removes what the rehearsals made; the give-back of the section that makes it. */
final class RemoveTemporaries implements Step {

  @Override
  public StepName name() {
    return StepName.REMOVE_TEMPORARIES;
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Set.of(new Probes.Temporaries(run.uid()));
  }

  @Override
  public Decision decide(World world) {
    return Temporaries.remove(world)
        .orElseGet(() -> new Decision.Complete(Reason.DONE, "no temporary object is left"));
  }
}
