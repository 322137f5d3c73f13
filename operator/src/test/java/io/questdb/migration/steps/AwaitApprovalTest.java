package io.questdb.migration.steps;

import io.questdb.migration.api.v1alpha1.ApprovalPolicy;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Planned;
import io.questdb.migration.facts.Probes;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class AwaitApprovalTest {
  private static final Probes.OneSecret PULL = new Probes.OneSecret("pull");
  private static final Situation AUTOMATIC = Situation.at(StepName.AWAIT_APPROVAL);
  private static final Situation MANUAL =
      Inspected.planned(
          AUTOMATIC
              .spec(spec -> spec.getApproval().setPolicy(ApprovalPolicy.MANUAL))
              .sees(Seen.SET, Seen.set()));
  private static final String HASH = MANUAL.run().ledger().require(Planned.class).hash();

  @TestFactory
  Stream<DynamicTest> outcomes() {
    return StepTable.of(new AwaitApproval())
        .asks("it looks at what the plan rests on", MANUAL, Seen.SET, PULL)
        .asks("it looks at nothing when nobody has to approve", AUTOMATIC)
        .row("nobody has to approve", AUTOMATIC, "Skip NotRequested")
        .row("nobody has approved yet", MANUAL, "Wait AwaitingApproval")
        .row("the plan is approved", approved(HASH), "Complete Done")
        .row("another plan is approved", approved("0123456789abcdef"), "Wait ApprovalStale")
        .row(
            "a Secret was changed while it waited",
            MANUAL.gone(PULL),
            "Redo PlanChanged",
            "from the start")
        .row(
            "what was approved is not the plan any more",
            approved(HASH).gone(PULL),
            "Redo PlanChanged",
            "from the start")
        .says("the hash to write is told", MANUAL, "spec.approval.planHash", HASH)
        .says("so it is for a stale approval", approved("0123456789abcdef"), HASH)
        .rows();
  }

  private static Situation approved(String hash) {
    return MANUAL.spec(spec -> spec.getApproval().setPlanHash(hash));
  }
}
