package io.questdb.migration.steps;

import static io.questdb.migration.steps.ActionText.PATCH;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.questdb.migration.change.HandoffFiles;
import io.questdb.migration.change.Labels;
import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.HandedOff;
import io.questdb.migration.facts.Handoff;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.TemporaryObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class FinishTest {
  private static final String NAME = "qdbm-11111111-install-1";
  private static final Probes.OurPod POD = new Probes.OurPod(NAME);
  private static final Probes.StoredHandoff HANDOFF = new Probes.StoredHandoff("migration-handoff");
  private static final StatefulSet RUNNING = Seen.scaled(Seen.swapped(), 1, 4);
  private static final String MARK =
      PATCH + "add /metadata/annotations/migration.questdb.io~1edition enterprise";
  private static final Situation GIVEN = Situation.at(StepName.FINISH).sees(Seen.SET, RUNNING);

  @TestFactory
  Stream<DynamicTest> theGuard() {
    Situation config =
        Situation.at(StepName.FINISH, "offline only")
            .sees(Seen.SET, Seen.scaled(Seen.swapped("offline only"), 1, 4));
    Situation failed =
        GIVEN.sees(POD, Seen.beside(NAME, "Failed", Seen.ended("volume", 5, "no space")));
    return StepTable.of(new Finish(Seen.PODS))
        .asks(
            "it looks at the set, its pod, the hand-off and what is temporary",
            GIVEN,
            Seen.SET,
            POD,
            HANDOFF,
            Seen.TEMPORARIES)
        .row(
            "the staged file is put in the original's place",
            GIVEN,
            "Act InProgress",
            "create Pod " + NAME)
        .row(
            "which takes a moment",
            GIVEN.sees(POD, Seen.beside(NAME, "Running")),
            "Wait InProgress")
        .row(
            "then the set is marked",
            GIVEN.sees(POD, Seen.beside(NAME, "Succeeded", Seen.ended("volume", 0, "{}"))),
            "Act InProgress",
            MARK)
        .row(
            "a file that is not on the volume is left to Git: the set is marked at once",
            config,
            "Act InProgress",
            MARK)
        .row("it could not be put there", failed, "Hold TemporaryPodFailed")
        .row(
            "it is tried again",
            failed.recorded(StepName.FINISH, StepState.HELD, 1),
            "Act InProgress",
            "delete Pod " + NAME + " beside")
        .row(
            "somebody took the template back",
            GIVEN.sees(Seen.SET, Seen.set()),
            "Hold WorkloadChanged")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> theHandOff() {
    StatefulSet marked = marked();
    Situation given = GIVEN.sees(Seen.SET, marked);
    Map<String, String> files = HandoffFiles.of(GIVEN.run(), marked);
    Handoff written = new Handoff("migration-handoff", Originals.RUN_UID, files);
    String write = "write the hand-off migration-handoff";
    return StepTable.of(new Finish(Seen.PODS))
        .row("it is written", given, "Act InProgress", write)
        .row(
            "that of an earlier run is replaced",
            given.sees(HANDOFF, new Handoff("migration-handoff", "earlier", files)),
            "Act InProgress",
            write)
        .row(
            "somebody changed it",
            given.sees(HANDOFF, new Handoff("migration-handoff", Originals.RUN_UID, Map.of())),
            "Act InProgress",
            write)
        .row(
            "its name is taken by somebody else",
            given.sees(HANDOFF, new Handoff("migration-handoff", "", files)),
            "Hold NameTaken")
        .row(
            "what is temporary goes last",
            given
                .sees(HANDOFF, written)
                .sees(
                    Seen.TEMPORARIES,
                    List.of(new TemporaryObject(new OwnedObject("Pod", NAME, "p"), false))),
            "Act InProgress",
            "delete Pod " + NAME + " p")
        .row(
            "nothing is left to do",
            given.sees(HANDOFF, written),
            "Complete Succeeded",
            new HandedOff("migration-handoff"))
        .rows();
  }

  private static StatefulSet marked() {
    return new StatefulSetBuilder(RUNNING)
        .editMetadata()
        .addToAnnotations(Labels.EDITION, Labels.ENTERPRISE)
        .endMetadata()
        .build();
  }
}
