package io.questdb.migration.steps;

import static io.questdb.migration.steps.ActionText.PATCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.questdb.migration.api.v1alpha1.ApprovalPolicy;
import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.Planned;
import io.questdb.migration.facts.Probes;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ClaimWorkloadTest {
  private static final Situation GIVEN =
      Inspected.planned(
          Inspected.inOrder(Situation.at(StepName.CLAIM_WORKLOAD), "plain")
              .sees(Seen.SET, Seen.set()));

  @Test
  void itLooksAtEverythingThatRecheckDoes() {
    assertThat(new ClaimWorkload().probes(GIVEN.run()))
        .isEqualTo(new Recheck().probes(GIVEN.run()));
  }

  @TestFactory
  Stream<DynamicTest> outcomes() {
    return StepTable.of(new ClaimWorkload())
        .row(
            "it is claimed as it was looked at",
            GIVEN,
            "Act InProgress",
            PATCH
                + "add /metadata/annotations {}; "
                + "add /metadata/annotations/migration.questdb.io~1edition migrating; "
                + "add /metadata/annotations/migration.questdb.io~1run "
                + Originals.RUN_UID)
        .row(
            "the annotations of others are kept",
            GIVEN.sees(
                Seen.SET,
                new StatefulSetBuilder(Seen.set())
                    .editMetadata()
                    .addToAnnotations("team", "trades")
                    .endMetadata()
                    .build()),
            "Act InProgress",
            PATCH
                + "add /metadata/annotations/migration.questdb.io~1edition migrating; "
                + "add /metadata/annotations/migration.questdb.io~1run "
                + Originals.RUN_UID)
        .row("it is ours", GIVEN.sees(Seen.SET, claimedBy(Originals.RUN_UID)), "Complete Done")
        .row("another run was first", GIVEN.sees(Seen.SET, claimedBy("x")), "Hold WorkloadClaimed")
        .says("the other run is named", GIVEN.sees(Seen.SET, claimedBy("x-1")), "UID x-1")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> whenAnOutageBeginsAgain() {
    Situation again = GIVEN.recorded(StepName.CLAIM_WORKLOAD, StepState.RUNNING, 2);
    Situation restarted = again.sees(Inspected.WORKLOAD, Inspected.restarted("pod-2"));
    Situation manual =
        Inspected.planned(
            restarted.spec(spec -> spec.getApproval().setPolicy(ApprovalPolicy.MANUAL)));
    String hash = manual.run().ledger().require(Planned.class).hash();
    return StepTable.of(new ClaimWorkload())
        .row(
            "the pod is another one, because it was started again: that is no other plan",
            restarted.sees(Seen.SET, claimedBy(Originals.RUN_UID)),
            "Complete Done")
        .row(
            "a check blocks by now",
            restarted.gone(new Probes.OneSecret("pull")),
            "Hold SecretNotFound")
        .row(
            "the spec was edited meanwhile",
            restarted.spec(spec -> spec.getEnterprise().setImage("x:1")),
            "Redo PlanChanged",
            "from the start")
        .row(
            "the template was edited meanwhile",
            restarted.sees(Seen.SET, Seen.swapped()),
            "Redo PlanChanged",
            "from the start")
        .row("the approval was taken back", manual, "Wait AwaitingApproval")
        .row(
            "the approval is for another plan",
            manual.spec(spec -> spec.getApproval().setPlanHash("0123456789abcdef")),
            "Wait ApprovalStale")
        .row(
            "the plan is still approved",
            manual
                .spec(spec -> spec.getApproval().setPlanHash(hash))
                .sees(Seen.SET, claimedBy(Originals.RUN_UID)),
            "Complete Done")
        .rows();
  }

  private static StatefulSet claimedBy(String uid) {
    return Seen.claimed(Seen.set(), uid);
  }
}
