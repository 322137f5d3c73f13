package io.questdb.migration.steps;

import io.questdb.migration.api.v1alpha1.ApprovalPolicy;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Planned;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Waits for the approval of exactly the plan that status shows. */
final class AwaitApproval implements Step {
  private static final Duration RECHECK = Duration.ofMinutes(10);

  @Override
  public StepName name() {
    return StepName.AWAIT_APPROVAL;
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return manual(run) ? PlanInputs.probes(run) : Set.of();
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    if (!manual(run)) {
      return new Decision.Skip(Reason.NOT_REQUESTED, "spec.approval.policy is Automatic");
    }
    String hash = run.ledger().require(Planned.class).hash();
    if (!hash.equals(PlanInputs.hash(world))) {
      return Recheck.changed();
    }
    return missing(run)
        .orElseGet(() -> new Decision.Complete(Reason.DONE, "plan " + hash + " is approved"));
  }

  /** The wait for the approval of the plan; empty when it is given, or not asked for. */
  static Optional<Decision> missing(Run run) {
    String hash = run.ledger().require(Planned.class).hash();
    String approved = run.spec().getApproval().getPlanHash();
    if (!manual(run) || approved.equals(hash)) {
      return Optional.empty();
    }
    return Optional.of(
        approved.isEmpty()
            ? new Decision.Wait(
                Reason.AWAITING_APPROVAL,
                "set spec.approval.planHash to " + hash + " to start the outage",
                RECHECK)
            : new Decision.Wait(
                Reason.APPROVAL_STALE,
                "spec.approval.planHash is for another plan: look at status.plan and approve "
                    + hash,
                RECHECK));
  }

  private static boolean manual(Run run) {
    return run.spec().getApproval().getPolicy() == ApprovalPolicy.MANUAL;
  }
}
