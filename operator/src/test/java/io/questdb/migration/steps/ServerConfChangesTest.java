package io.questdb.migration.steps;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.ConfChange;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.OriginalConfig;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.SecretFacts;
import io.questdb.migration.facts.Staged;
import io.questdb.migration.facts.TemporaryPod;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A {@code server.conf} that is edited between the rehearsal and the outage is always seen. */
class ServerConfChangesTest {
  private static final String IN_MAP = "offline only";
  private static final String SECRET = "qdbm-11111111-config-1";
  private static final String NAME = "qdbm-11111111-attend-1";
  private static final Probes.OurPod POD = new Probes.OurPod(NAME);
  private static final Probes.OneSecret MERGED = new Probes.OneSecret(SECRET);
  private static final Situation IN_A_MAP =
      Situation.at(StepName.ATTEND_VOLUME, IN_MAP)
          .sees(Seen.SET, Seen.set(IN_MAP))
          .sees(Seen.CONFIG, content("original"));
  private static final Situation ON_VOLUME =
      Situation.at(StepName.ATTEND_VOLUME).sees(Seen.SET, Seen.set());

  @TestFactory
  Stream<DynamicTest> thePlan() {
    Situation given = Situation.at(StepName.PLAN, IN_MAP).sees(Seen.SET, Seen.set(IN_MAP));
    return StepTable.of(new MakePlan())
        .row(
            "rests on what was rehearsed",
            given.sees(Seen.CONFIG, content("edited")),
            "Redo PlanChanged")
        .row("and on what is there", given, "Redo PlanChanged")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> theLastCheckBeforeTheOutage() {
    Situation given = Situation.at(StepName.RECHECK, IN_MAP).sees(Seen.SET, Seen.set(IN_MAP));
    Situation planned =
        Inspected.planned(Inspected.inOrder(given, IN_MAP).sees(Seen.CONFIG, content("original")));
    return StepTable.of(new Recheck())
        .row("it is as planned", planned, "Complete Done")
        .row(
            "it was edited",
            planned.sees(Seen.CONFIG, content("edited")),
            "Redo PlanChanged",
            "from the start")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> inAConfigMap() {
    return StepTable.of(new AttendVolume(Seen.PODS))
        .asks("it is looked at once more", IN_A_MAP, Seen.SET, POD, MERGED, Seen.CONFIG)
        .row(
            "the merged Secret is made of it",
            IN_A_MAP,
            "Act InProgress",
            "merge CONFIG_MAP questdb-conf of hash original into Secret " + SECRET)
        .row("it was edited", IN_A_MAP.sees(Seen.CONFIG, content("edited")), "Hold PlanChanged")
        .row(
            "it was edited after it was merged",
            IN_A_MAP
                .sees(Seen.CONFIG, content("edited"))
                .sees(MERGED, merged())
                .sees(POD, attending()),
            "Complete Done",
            new Staged(ConfigSource.Kind.SECRET, SECRET, ""))
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> onTheVolume() {
    return StepTable.of(new AttendVolume(Seen.PODS))
        .row(
            "it is staged",
            ON_VOLUME.sees(POD, attending(Seen.ended("stage", 0, staged("original")))),
            "Complete Done",
            new Staged(ConfigSource.Kind.VOLUME, "server.conf.qdbm-11111111-1", "merged"))
        .row(
            "it was edited",
            ON_VOLUME.sees(POD, attending(Seen.ended("stage", 0, staged("edited")))),
            "Hold PlanChanged")
        .row(
            "the pod does not say what it staged",
            ON_VOLUME.sees(POD, attending(Seen.ended("stage", 0, ""))),
            "Hold TemporaryPodFailed")
        .rows();
  }

  @SafeVarargs
  private static TemporaryPod attending(Map.Entry<String, TemporaryPod.Container>... stage) {
    TemporaryPod pod = Seen.beside(NAME, "Running", stage);
    Map<String, TemporaryPod.Container> containers = new HashMap<>(pod.containers());
    containers.put("attend", Seen.running("attend", true).getValue());
    return new TemporaryPod(pod.name(), pod.uid(), pod.phase(), false, true, containers);
  }

  private static OriginalConfig content(String hash) {
    return new OriginalConfig(hash);
  }

  private static SecretFacts merged() {
    return new SecretFacts(SECRET, "uid", "1", "Opaque", Set.of("server.conf"), "run");
  }

  private static String staged(String original) {
    return Answers.write(new ConfChange("staged", original, "merged", true));
  }
}
