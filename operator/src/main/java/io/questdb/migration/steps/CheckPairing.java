package io.questdb.migration.steps;

import io.questdb.migration.change.Pairing;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.StartReport;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses a hidden downgrade: Enterprise must be built on the running version or a newer one of the
 * same major version.
 */
final class CheckPairing implements Step {

  @Override
  public StepName name() {
    return StepName.CHECK_PAIRING;
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Set.of();
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    String running = Targets.pin(run).version();
    String enterprise = run.ledger().require(StartReport.class).version();
    Optional<String> base =
        Optional.ofNullable(run.spec().getEnterprise().getBaseVersion())
            .or(() -> Pairing.baseOf(enterprise));
    if (base.isEmpty()) {
      return new Decision.Hold(
          Reason.PAIRING_UNKNOWN,
          "it is not known which open-source version Enterprise "
              + enterprise
              + " contains: set spec.enterprise.baseVersion");
    }
    if (!Pairing.fits(running, base.get())) {
      return new Decision.Hold(
          Reason.PAIRING_REFUSED,
          "Enterprise "
              + enterprise
              + " contains "
              + base.get()
              + ", which is older than the running "
              + running
              + " or of another major version: use a newer image, or upgrade in two steps");
    }
    return new Decision.Complete(
        Reason.DONE, "Enterprise " + enterprise + " contains " + base.get());
  }
}
