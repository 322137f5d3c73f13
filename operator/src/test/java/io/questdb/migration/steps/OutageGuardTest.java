package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.Planned;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Stopped;
import io.questdb.migration.facts.TemporaryPod;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class OutageGuardTest {
  private static final String ATTEND = "qdbm-11111111-attend-1";
  private static final Probes.OurPod FENCE = new Probes.OurPod(ATTEND);
  private static final TemporaryPod FENCED =
      Seen.beside(ATTEND, "Running", Seen.running("attend", false));
  private static final Situation BEFORE =
      Situation.at(StepName.STOP_DATABASE).sees(Seen.CLAIM, Seen.claim());
  private static final Situation STOPPED =
      Situation.at(StepName.SEAL_VOLUME)
          .sees(Seen.CLAIM, Seen.claim())
          .sees(Seen.SET, Seen.stopped());
  private static final Situation SWAPPED =
      Situation.at(StepName.ALLOW_ENTERPRISE)
          .sees(Seen.CLAIM, Seen.claim())
          .sees(Seen.SET, Seen.swapped());
  private static final Situation LIFTED_NEXT =
      SWAPPED.recorded(StepName.ALLOW_ENTERPRISE, StepState.PENDING, 1).sees(FENCE, FENCED);

  @TestFactory
  Stream<DynamicTest> outcomes() {
    StatefulSet anew =
        new StatefulSetBuilder(Seen.stopped()).editMetadata().withUid("x").endMetadata().build();
    return StepTable.of(new OutageGuard())
        .asks(
            "it looks at the set, its pod, the claim and the fence",
            BEFORE,
            Seen.SET,
            Seen.POD,
            Seen.CLAIM,
            FENCE)
        .asks(
            "and at every pod on the claim before the fence is lifted",
            LIFTED_NEXT,
            Seen.SET,
            Seen.PODS_ON_CLAIM,
            Seen.CLAIM,
            FENCE)
        .row("somebody deleted the set", BEFORE, "Hold WorkloadChanged")
        .row("somebody made the set anew", STOPPED.sees(Seen.SET, anew), "Hold WorkloadChanged")
        .row(
            "before the stop the database runs",
            BEFORE.sees(Seen.SET, Seen.set()).sees(Seen.POD, Seen.pod("pod-1")))
        .row("after it nothing does", STOPPED)
        .row(
            "but our own pod",
            LIFTED_NEXT.sees(Seen.PODS_ON_CLAIM, List.of(Seen.ours("qdbm-11111111-attend-1"))))
        .row(
            "the database runs again",
            STOPPED.sees(Seen.POD, Seen.pod("pod-2")),
            "Redo WorkloadChanged")
        .row(
            "another pod uses the volume",
            LIFTED_NEXT.sees(Seen.PODS_ON_CLAIM, List.of(Seen.stranger("backup"))),
            "Redo WorkloadChanged")
        .row(
            "somebody took our claim away",
            STOPPED.sees(Seen.SET, Seen.scaled(Seen.set(), 0, Recorded.STOPPED)),
            "Redo WorkloadChanged")
        .row(
            "another run has claimed it",
            STOPPED.sees(Seen.SET, Seen.claimed(Seen.stopped(), "x")),
            "Redo WorkloadChanged")
        .row(
            "somebody changed the set",
            STOPPED.sees(Seen.SET, changed(Seen.stopped(), 3)),
            "Redo WorkloadChanged")
        .says(
            "the pod is named",
            LIFTED_NEXT.sees(Seen.PODS_ON_CLAIM, List.of(Seen.stranger("backup"))),
            "backup")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> theSwapIsTheOnlyChange() {
    Situation swapping =
        Situation.at(StepName.SWAP_EDITION).sees(Seen.CLAIM, Seen.claim()).sees(FENCE, FENCED);
    return StepTable.of(new OutageGuard())
        .row("it was sent and is not recorded yet", swapping.sees(Seen.SET, Seen.swapped()))
        .row(
            "somebody else changed the set instead",
            swapping.sees(Seen.SET, changed(Seen.stopped(), Recorded.SWAPPED)),
            "Redo WorkloadChanged")
        .row("it is recorded", SWAPPED)
        .row(
            "somebody changed the set after it",
            SWAPPED.sees(Seen.SET, changed(Seen.swapped(), 4)),
            "Redo WorkloadChanged")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> theSpecIsTheOneThatWasPlanned() {
    return StepTable.of(new OutageGuard())
        .row(
            "the image was edited before anything was stopped",
            BEFORE
                .sees(Seen.SET, Seen.set())
                .spec(spec -> spec.getEnterprise().setImage("registry.example.com/other:1")),
            "Redo PlanChanged",
            "from the start")
        .row(
            "the image was edited in the outage",
            STOPPED.spec(spec -> spec.getEnterprise().setImage("registry.example.com/other:1")),
            "Redo PlanChanged",
            "from the start")
        .row(
            "a property was edited after the swap",
            SWAPPED.spec(spec -> spec.setServerConf(Map.of("a.b", "c"))),
            "Redo PlanChanged",
            "from the start")
        .row(
            "only when to act was edited",
            STOPPED.spec(
                spec -> {
                  spec.getTimeouts().setOutage("1h");
                  spec.getApproval().setPlanHash("");
                }))
        .row(
            "nobody knows what an older version has planned with",
            STOPPED
                .recorded(
                    StepName.PLAN,
                    new Planned("hash", "", "", List.of(), new Planned.Estimate(0.5, 4)))
                .spec(spec -> spec.getEnterprise().setImage("registry.example.com/other:1")))
        .row(
            "after the point of no return it may be corrected",
            Situation.at(StepName.CONFIGURE_ACCESS)
                .sees(Seen.SET, Seen.swapped())
                .spec(spec -> spec.getAccess().setGroups(List.of())))
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> theTemplateIsTheOneThatWasPlanned() {
    return StepTable.of(new OutageGuard())
        .row(
            "its image was edited before the stop",
            BEFORE.sees(Seen.SET, Seen.withImage(Seen.set(), "x:1")),
            "Redo PlanChanged",
            "from the start")
        .row("and only its annotations", BEFORE.sees(Seen.SET, Seen.restarted(Seen.set())))
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> theFenceStandsUntilItIsLifted() {
    Situation sealed =
        Situation.at(StepName.SNAPSHOT_OFFLINE)
            .sees(Seen.SET, Seen.stopped())
            .sees(Seen.CLAIM, Seen.claim());
    return StepTable.of(new OutageGuard())
        .row("it is not there before the seal", STOPPED)
        .row("it stands", sealed.sees(FENCE, FENCED))
        .row("its pod is gone", sealed, "Redo TemporaryPodFailed")
        .row(
            "its pod is being deleted",
            sealed.sees(FENCE, Seen.terminating(FENCED)),
            "Redo TemporaryPodFailed")
        .row(
            "its process has ended",
            sealed.sees(FENCE, Seen.beside(ATTEND, "Failed", Seen.ended("attend", 137, ""))),
            "Redo TemporaryPodFailed")
        .row(
            "it is gone before the run lifts it",
            LIFTED_NEXT.gone(FENCE),
            "Redo TemporaryPodFailed")
        .row("the run lifts it", SWAPPED)
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> theClaimIsTheOneThatWasPinned() {
    Situation running = BEFORE.sees(Seen.SET, Seen.set());
    return StepTable.of(new OutageGuard())
        .row(
            "somebody deletes it: it is not stopped under it",
            running.sees(Seen.CLAIM, Seen.doomedClaim()),
            "Hold VolumeUnsupported")
        .row(
            "somebody deletes it in the outage",
            STOPPED.sees(Seen.CLAIM, Seen.doomedClaim()),
            "Hold VolumeUnsupported")
        .row(
            "somebody made it anew",
            STOPPED.sees(Seen.CLAIM, Seen.anotherClaim()),
            "Hold VolumeUnsupported")
        .row("it is gone", SWAPPED.gone(Seen.CLAIM), "Hold VolumeUnsupported")
        .says("the remedy is named", STOPPED.gone(Seen.CLAIM), Originals.CLAIM, "Retain")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> afterThePointOfNoReturn() {
    Situation committed =
        Situation.at(StepName.START_DATABASE)
            .recorded(StepName.STOP_DATABASE, new Stopped(2, Situation.BEGUN, Situation.BEGUN));
    return StepTable.of(new OutageGuard())
        .row(
            "Enterprise may run and the set may change",
            committed.sees(Seen.SET, changed(Seen.swapped(), 9)).sees(Seen.POD, Seen.pod("pod-2")))
        .row("but the set must be there", committed, "Hold WorkloadChanged")
        .rows();
  }

  private static StatefulSet changed(StatefulSet set, long generation) {
    return Seen.scaled(set, 0, generation);
  }
}
