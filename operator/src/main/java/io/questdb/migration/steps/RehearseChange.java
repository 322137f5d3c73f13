package io.questdb.migration.steps;

import io.questdb.migration.change.Names;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.DryRun;
import io.questdb.migration.facts.EnterpriseDryRun;
import io.questdb.migration.facts.Probes;
import java.util.Optional;
import java.util.Set;

/** Asks the API server what it would say to the change, before anything depends on the answer. */
final class RehearseChange implements Step {

  @Override
  public StepName name() {
    return StepName.REHEARSE_CHANGE;
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Set.of(probe(run));
  }

  @Override
  public Decision decide(World world) {
    Optional<EnterpriseDryRun> answer = world.see(probe(world.run()));
    if (answer.isEmpty()) {
      return new Decision.Hold(Reason.WORKLOAD_NOT_FOUND, "the StatefulSet was deleted");
    }
    return refused("the patch of the StatefulSet", answer.get().patch())
        .or(() -> refused("the pod that it would make", answer.get().pod()))
        .orElseGet(
            () -> new Decision.Complete(Reason.DONE, "the API server accepts patch and pod"));
  }

  private static Optional<Decision> refused(String what, DryRun answer) {
    return answer.accepted()
        ? Optional.empty()
        : Optional.of(
            new Decision.Hold(
                Reason.CHANGE_REFUSED,
                "the API server refuses "
                    + what
                    + ": "
                    + answer.message()
                    + ": let the policy or quota behind it allow the change"));
  }

  private static Probes.EnterpriseChange probe(Run run) {
    return new Probes.EnterpriseChange(
        run.spec(), Targets.pin(run), Workloads.staged(run, 1), Names.of(run, "dry-run", 1));
  }
}
