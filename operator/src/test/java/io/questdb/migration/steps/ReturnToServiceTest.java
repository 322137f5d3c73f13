package io.questdb.migration.steps;

import static io.questdb.migration.steps.ActionText.PATCH;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Returned;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.SecretFacts;
import io.questdb.migration.facts.TemporaryObject;
import io.questdb.migration.facts.TemporaryPod;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ReturnToServiceTest {
  private static final String ATTEND = "qdbm-11111111-attend-1";
  private static final String UNSTAGE = "qdbm-11111111-unstage-1";
  private static final Probes.OurPod FENCE = new Probes.OurPod(ATTEND);
  private static final Probes.OurPod UNSTAGING = new Probes.OurPod(UNSTAGE);
  private static final TemporaryPod FENCED =
      Seen.beside(ATTEND, "Running", Seen.running("attend", false));
  private static final StatefulSet RUNNING = Seen.claimed(Seen.set(), Originals.RUN_UID);
  private static final String OFFLINE = "qdbm-11111111-offline-1";
  private static final Returned BACK = new Returned(Situation.BEGUN, Situation.NOW);
  private static final Probes.OneSnapshot SNAPSHOT = new Probes.OneSnapshot(OFFLINE);
  private static final String LET_GO =
      PATCH
          + "remove /metadata/annotations/migration.questdb.io~1run; "
          + "remove /metadata/annotations/migration.questdb.io~1edition";

  @TestFactory
  Stream<DynamicTest> beforeTheStop() {
    Situation given = Situation.at(StepName.CLAIM_WORKLOAD);
    Situation attending =
        Situation.at(StepName.ATTEND_VOLUME)
            .sees(Seen.SET, RUNNING)
            .sees(Seen.POD, Seen.pod("pod-1"));
    TemporaryObject pod = new TemporaryObject(new OwnedObject("Pod", ATTEND, "p"), false);
    return StepTable.of(new ReturnToService(Seen.PODS))
        .asks(
            "it looks at everything that the outage changes",
            given,
            Seen.SET,
            Seen.CLAIM,
            Seen.POD,
            FENCE,
            UNSTAGING,
            Seen.RECORD,
            Seen.TEMPORARIES,
            SNAPSHOT)
        .row("somebody deleted the set", given, "Complete Done")
        .row("nothing was claimed", given.sees(Seen.SET, Seen.set()), "Complete Done")
        .row(
            "another run has claimed it: it is left alone",
            given.sees(Seen.SET, Seen.claimed(Seen.set(), "x")),
            "Complete Done")
        .row(
            "only our temporary objects are removed then",
            given
                .sees(Seen.SET, Seen.claimed(Seen.set(), "x"))
                .sees(Seen.TEMPORARIES, List.of(pod)),
            "Act InProgress",
            "delete Pod " + ATTEND + " p")
        .row(
            "it was claimed and nothing else: the claim is taken back",
            given.sees(Seen.SET, RUNNING).sees(Seen.POD, Seen.pod("pod-1")),
            "Act InProgress",
            LET_GO)
        .row(
            "the pod beside the database goes first",
            attending.sees(FENCE, FENCED),
            "Act InProgress",
            "delete Pod " + ATTEND + " beside")
        .row("then what it staged", attending, "Act InProgress", "create Pod " + UNSTAGE)
        .row(
            "which takes a moment",
            attending.sees(UNSTAGING, Seen.beside(UNSTAGE, "Running")),
            "Wait InProgress")
        .row(
            "then the claim",
            attending.sees(UNSTAGING, Seen.beside(UNSTAGE, "Succeeded")),
            "Act InProgress",
            LET_GO)
        .row(
            "also when the staged file could not be removed: it is not used by anything",
            attending.sees(UNSTAGING, Seen.beside(UNSTAGE, "Failed")),
            "Act InProgress",
            LET_GO)
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> afterTheStop() {
    Situation given =
        Situation.at(StepName.SNAPSHOT_OFFLINE)
            .sees(Seen.CLAIM, Seen.claim())
            .sees(Seen.SET, Seen.stopped());
    Situation scaled =
        given
            .sees(Seen.SET, Seen.scaled(Seen.stopped(), 1, 3))
            .sees(UNSTAGING, Seen.beside(UNSTAGE, "Succeeded"));
    Situation unclaimed = given.sees(Seen.SET, Seen.scaled(Seen.set(), 0, 3));
    String up = PATCH + "replace /spec/replicas 1";
    return StepTable.of(new ReturnToService(Seen.PODS))
        .row(
            "the fence is lifted first",
            given.sees(FENCE, FENCED),
            "Act InProgress",
            "delete Pod " + ATTEND + " beside")
        .row(
            "its end is ordered, which is enough",
            given.sees(FENCE, Seen.terminating(FENCED)),
            "Act InProgress",
            up)
        .row("it is gone", given, "Act InProgress", up)
        .row("it is not there yet", scaled, "Wait InProgress")
        .row(
            "it is not ready yet", scaled.sees(Seen.POD, Seen.notReady("pod-2")), "Wait InProgress")
        .row(
            "it is ready: the claim is taken back",
            scaled.sees(Seen.POD, Seen.pod("pod-2")),
            "Act InProgress",
            LET_GO)
        .row(
            "somebody took our claim away: the old pod is started all the same",
            unclaimed,
            "Act InProgress",
            up)
        .row(
            "and there is no claim to take back",
            unclaimed.sees(Seen.SET, Seen.set()).sees(Seen.POD, Seen.pod("pod-2")),
            "Complete Done",
            new Returned(Situation.BEGUN, Situation.NOW))
        .row(
            "somebody deletes the claim: the fence keeps it",
            given.sees(FENCE, FENCED).sees(Seen.CLAIM, Seen.doomedClaim()),
            "Hold VolumeUnsupported")
        .row(
            "the claim was made anew: the old pod would find nothing",
            given.sees(Seen.CLAIM, Seen.anotherClaim()),
            "Hold VolumeUnsupported")
        .row("the claim is gone", given.gone(Seen.CLAIM), "Hold VolumeUnsupported")
        .row(
            "what somebody has started himself is his",
            scaled.sees(Seen.POD, Seen.pod("pod-2")).sees(Seen.CLAIM, Seen.anotherClaim()),
            "Act InProgress",
            LET_GO)
        .row(
            "another run has claimed it meanwhile",
            given.sees(Seen.SET, Seen.claimed(Seen.stopped(), "x")),
            "Complete Done")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> whenTheOutageWasOver() {
    Situation stopping =
        Situation.at(StepName.STOP_DATABASE, "offline only")
            .sees(Seen.SET, Seen.set("offline only"));
    Situation stopped =
        Situation.at(StepName.SNAPSHOT_OFFLINE, "offline only")
            .sees(Seen.SET, Seen.set("offline only"));
    return StepTable.of(new ReturnToService(Seen.PODS))
        .row(
            "the pod was ready a second ago",
            stopped.sees(Seen.POD, readySince("2026-01-01T00:00:09Z")),
            "Complete Done",
            new Returned(Situation.BEGUN, Situation.NOW.minusSeconds(1)))
        .row(
            "the clock of the node is far behind",
            stopped.sees(Seen.POD, readySince("2025-12-31T00:00:00Z")),
            "Complete Done",
            new Returned(Situation.BEGUN, Situation.NOW))
        .row(
            "the pod was replaced, and nobody saw it gone",
            stopping.sees(Seen.POD, readySince("2026-01-01T00:00:09Z")),
            "Complete Done",
            new Returned(Situation.BEGUN, Situation.NOW.minusSeconds(1)))
        .row(
            "the pod was never stopped",
            stopping.sees(Seen.POD, Seen.pod("offline only", "pod-1")),
            "Complete Done")
        .row("somebody else keeps it down", stopped.gone(Seen.SET), "Complete Done")
        .rows();
  }

  private static Pod readySince(String time) {
    return new PodBuilder(Seen.pod("offline only", "pod-2"))
        .editStatus()
        .editFirstCondition()
        .withLastTransitionTime(time)
        .endCondition()
        .endStatus()
        .build();
  }

  @TestFactory
  Stream<DynamicTest> afterTheSwap() {
    Situation stopped = Situation.at(StepName.SWAP_EDITION).sees(Seen.SET, Seen.stopped());
    RunRecord record = Seen.way(Seen.inversePatch(stopped));
    Situation given =
        Situation.at(StepName.ALLOW_ENTERPRISE)
            .sees(Seen.SET, Seen.swapped())
            .sees(FENCE, FENCED)
            .keeps(record);
    Situation unfenced = given.gone(FENCE);
    StatefulSet changed = Seen.scaled(Seen.swapped(), 0, 9);
    String back = PATCH + "test /spec/replicas 0; change the template";
    return StepTable.of(new ReturnToService(Seen.PODS))
        .row("the template is taken back while the fence stands", given, "Act InProgress", back)
        .row("without fence it is if nobody has touched the set", unfenced, "Act InProgress", back)
        .row(
            "the swap was sent and is not recorded",
            stopped.sees(Seen.SET, Seen.swapped()).keeps(record),
            "Act InProgress",
            back)
        .row(
            "somebody changed the set and the fence stands",
            given.sees(Seen.SET, changed),
            "Act InProgress",
            back)
        .row(
            "somebody changed the set and the fence does not stand",
            unfenced.sees(Seen.SET, changed),
            "Hold EnterpriseStarted")
        .row(
            "somebody scaled the set up",
            given.sees(Seen.SET, Seen.scaled(Seen.swapped(), 1, 4)),
            "Hold EnterpriseStarted")
        .row(
            "somebody scaled the set up and down: the pod is still there",
            given.sees(Seen.POD, Seen.pod("pod-2")),
            "Hold EnterpriseStarted")
        .row(
            "somebody changed the image: the way back replaces it",
            given.sees(Seen.SET, Seen.withImage(Seen.swapped(), "x:1")),
            "Act InProgress",
            back)
        .row(
            "somebody changed the template so that the way back does not lead to the original",
            given.sees(Seen.SET, withCommand(Seen.swapped())),
            "Hold WorkloadChanged")
        .row("somebody deleted the way back", given.gone(Seen.RECORD), "Hold LedgerLost")
        .row(
            "somebody changed the way back",
            given.sees(Seen.RECORD, Seen.way("[]")),
            "Hold LedgerLost")
        .row(
            "somebody took our claim away and left our template",
            given.sees(Seen.SET, Seen.unclaimed(Seen.swapped())),
            "Act InProgress",
            back)
        .says(
            "the remedy is named",
            given.gone(Seen.RECORD),
            "StatefulSet questdb",
            "restore the template")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> whatWaitsForTheVolumeIsTheOriginal() {
    StatefulSet scaled = Seen.scaled(Seen.stopped(), 1, 5);
    Situation given =
        Situation.at(StepName.SNAPSHOT_OFFLINE)
            .sees(Seen.CLAIM, Seen.claim())
            .sees(FENCE, FENCED)
            .sees(Seen.SET, observed(scaled, 5));
    String lift = "delete Pod " + ATTEND + " beside";
    return StepTable.of(new ReturnToService(Seen.PODS))
        .row(
            "a pod of a template that somebody has taken back goes before the fence",
            given.sees(Seen.POD, waiting("old")),
            "Act InProgress",
            "delete the pod questdb-0 pod-2")
        .row(
            "the controller has not seen that it was taken back",
            given.sees(Seen.POD, waiting("new")).sees(Seen.SET, observed(scaled, 4)),
            "Wait InProgress")
        .row(
            "a pod of the original may have the volume",
            given.sees(Seen.POD, waiting("new")),
            "Act InProgress",
            lift)
        .row("there is no pod", given, "Act InProgress", lift)
        .rows();
  }

  private static StatefulSet observed(StatefulSet set, long generation) {
    return new StatefulSetBuilder(set)
        .withNewStatus()
        .withObservedGeneration(generation)
        .withUpdateRevision("new")
        .endStatus()
        .build();
  }

  private static Pod waiting(String revision) {
    return new PodBuilder(Seen.notReady("pod-2"))
        .editMetadata()
        .addToLabels("controller-revision-hash", revision)
        .endMetadata()
        .build();
  }

  @TestFactory
  Stream<DynamicTest> whatIsStartedIsTheOriginal() {
    StatefulSet edited = Seen.withImage(Seen.stopped(), Originals.ENTERPRISE_IMAGE);
    Situation given =
        Situation.at(StepName.SNAPSHOT_OFFLINE)
            .sees(Seen.CLAIM, Seen.claim())
            .sees(Seen.SET, edited);
    Situation scaled = given.sees(Seen.SET, Seen.scaled(edited, 1, 4));
    return StepTable.of(new ReturnToService(Seen.PODS))
        .row("the fence is not lifted", given.sees(FENCE, FENCED), "Hold WorkloadChanged")
        .row("nor for a pod that waits", scaled.sees(FENCE, FENCED), "Hold WorkloadChanged")
        .row("without fence it is not scaled up", given, "Hold WorkloadChanged")
        .row(
            "what somebody has started himself is his",
            scaled
                .sees(Seen.POD, Seen.pod("pod-2"))
                .sees(UNSTAGING, Seen.beside(UNSTAGE, "Succeeded")),
            "Act InProgress",
            LET_GO)
        .row(
            "an annotation starts no server",
            given.sees(Seen.SET, Seen.restarted(Seen.stopped())),
            "Act InProgress",
            PATCH + "replace /spec/replicas 1")
        .row(
            "before the stop nothing was taken that could be started",
            Situation.at(StepName.ATTEND_VOLUME)
                .sees(Seen.SET, Seen.claimed(Seen.withImage(Seen.set(), "x:1"), Originals.RUN_UID))
                .sees(FENCE, FENCED),
            "Act InProgress",
            "delete Pod " + ATTEND + " beside")
        .says("the remedy is named", given, "StatefulSet questdb", "put it back")
        .rows();
  }

  private static StatefulSet withCommand(StatefulSet set) {
    return new StatefulSetBuilder(set)
        .editSpec()
        .editTemplate()
        .editSpec()
        .editFirstContainer()
        .withCommand("other")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  @TestFactory
  Stream<DynamicTest> whereNothingIsStagedOnTheVolume() {
    Situation given =
        Situation.at(StepName.ATTEND_VOLUME, "offline only")
            .sees(Seen.SET, Seen.claimed(Seen.set("offline only"), Originals.RUN_UID))
            .sees(Seen.POD, Seen.pod("offline only", "pod-1"));
    return StepTable.of(new ReturnToService(Seen.PODS))
        .row("the claim is taken back at once", given, "Act InProgress", LET_GO)
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> whatIsLeftWhenTheDatabaseServesAgain() {
    String config = "qdbm-11111111-config-1";
    Probes.OneSecret merged = new Probes.OneSecret(config);
    Situation given =
        Situation.at(StepName.SNAPSHOT_OFFLINE, "offline only")
            .sees(Seen.SET, Seen.set("offline only"))
            .sees(Seen.POD, Seen.pod("offline only", "pod-2"));
    Situation cut = given.sees(SNAPSHOT, Seen.ready(OFFLINE, "u"));
    Situation secret = given.sees(merged, secret(config, Originals.RUN_UID));
    return StepTable.of(new ReturnToService(Seen.PODS))
        .row(
            "a snapshot that was not seen to be cut in time is removed",
            cut,
            "Act InProgress",
            "delete VolumeSnapshot " + OFFLINE + " u")
        .row(
            "one that is told to go goes without us, however long its driver takes",
            given.sees(SNAPSHOT, Seen.terminating(Seen.requested(OFFLINE, "u"))),
            "Complete Done",
            BACK)
        .row(
            "one that was is a backup and stays",
            cut.recorded(StepName.SNAPSHOT_OFFLINE, StepState.COMPLETE, 1),
            "Complete Done",
            BACK)
        .row(
            "one of another run stays",
            given.sees(SNAPSHOT, Seen.of("x", Seen.cut(OFFLINE, "u"))),
            "Complete Done",
            BACK)
        .row(
            "a merged configuration that nothing mounts is removed",
            secret,
            "Act InProgress",
            "delete Secret " + config + " u")
        .row(
            "also when the set is gone",
            secret.gone(Seen.SET),
            "Act InProgress",
            "delete Secret " + config + " u")
        .row(
            "one that somebody has made the template mount stays",
            secret.sees(Seen.SET, Seen.mounting(Seen.set("offline only"), config)),
            "Complete Done",
            BACK)
        .row(
            "one of another run stays",
            given.sees(merged, secret(config, "x")),
            "Complete Done",
            BACK)
        .rows();
  }

  private static SecretFacts secret(String name, String runUid) {
    return new SecretFacts(name, "u", "1", "Opaque", Set.of("server.conf"), runUid);
  }
}
