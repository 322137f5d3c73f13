package io.questdb.migration.steps;

import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs every check before anything is touched, and pins what the migration acts on. */
final class Inspect implements Step {

  @Override
  public StepName name() {
    return StepName.INSPECT;
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Inspections.probes(run);
  }

  @Override
  public Optional<Duration> patience() {
    return Optional.of(Inspections.PATIENCE);
  }

  @Override
  public Decision decide(World world) {
    List<Finding> found = Inspections.findings(world);
    return Inspections.blocked(found)
        .orElseGet(
            () ->
                new Decision.Complete(
                    Reason.DONE,
                    found.isEmpty() ? "nothing was found" : found.size() + " findings, none blocks",
                    Optional.of(Inspections.pin(world)),
                    Optional.of(found)));
  }
}
