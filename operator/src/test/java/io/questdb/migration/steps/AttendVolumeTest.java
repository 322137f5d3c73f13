package io.questdb.migration.steps;

import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.ConfChange;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.OriginalConfig;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.SecretFacts;
import io.questdb.migration.facts.Staged;
import io.questdb.migration.facts.TemporaryPod;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class AttendVolumeTest {
  private static final String NAME = "qdbm-11111111-attend-1";
  private static final String FILE = "server.conf.qdbm-11111111-1";
  private static final String MERGED = "qdbm-11111111-config-1";
  private static final Probes.OurPod POD = new Probes.OurPod(NAME);
  private static final Probes.OneSecret SECRET = new Probes.OneSecret(MERGED);
  private static final Map.Entry<String, TemporaryPod.Container> STAGED =
      Seen.ended("stage", 0, Answers.write(new ConfChange(FILE, "original", "merged", true)));
  private static final Situation GIVEN =
      Situation.at(StepName.ATTEND_VOLUME)
          .sees(Seen.SET, Seen.claimed(Seen.set(), Originals.RUN_UID));

  @TestFactory
  Stream<DynamicTest> thePod() {
    return StepTable.of(new AttendVolume(Seen.PODS))
        .asks(
            "it looks at the set, its pod and what would be merged",
            GIVEN,
            Seen.SET,
            POD,
            new Probes.OneSecret(FILE))
        .row("it is made", GIVEN, "Act InProgress", "create Pod " + NAME)
        .row(
            "each attempt makes one of its own",
            GIVEN.recorded(StepName.ATTEND_VOLUME, StepState.RUNNING, 2),
            "Act InProgress",
            "create Pod qdbm-11111111-attend-2")
        .row(
            "the kubelet has not seen it",
            GIVEN.sees(POD, Seen.beside(NAME, "Pending")),
            "Wait InProgress")
        .row(
            "it does not wait for the lock yet",
            GIVEN.sees(POD, Seen.beside(NAME, "Running", STAGED, Seen.running("attend", false))),
            "Wait InProgress")
        .row(
            "it waits for the lock",
            GIVEN.sees(POD, Seen.beside(NAME, "Running", STAGED, Seen.running("attend", true))),
            "Complete Done",
            new Staged(ConfigSource.Kind.VOLUME, FILE, "merged"))
        .row(
            "its image cannot be pulled",
            GIVEN.sees(POD, Seen.beside(NAME, "Pending", Seen.waiting("stage", "ErrImagePull"))),
            "Hold ImagePullFailed")
        .row(
            "nothing could be staged",
            GIVEN.sees(POD, Seen.beside(NAME, "Failed", Seen.ended("stage", 6, "no space"))),
            "Hold TemporaryPodFailed")
        .row(
            "it was evicted",
            GIVEN.sees(POD, Seen.beside(NAME, "Failed")),
            "Hold TemporaryPodFailed")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> aConfigurationThatIsNotOnTheVolume() {
    Situation given =
        Situation.at(StepName.ATTEND_VOLUME, "offline only")
            .sees(Seen.SET, Seen.claimed(Seen.set("offline only"), Originals.RUN_UID))
            .sees(Seen.CONFIG, new OriginalConfig("original"));
    Situation merged =
        given.sees(
            SECRET,
            new SecretFacts(MERGED, "m", "1", "Opaque", Set.of("server.conf"), Originals.RUN_UID));
    return StepTable.of(new AttendVolume(Seen.PODS))
        .row(
            "is merged into a Secret first",
            given,
            "Act InProgress",
            "merge CONFIG_MAP questdb-conf of hash original into Secret " + MERGED)
        .row("then the pod is made", merged, "Act InProgress", "create Pod " + NAME)
        .row(
            "and waits for the lock",
            merged.sees(POD, Seen.beside(NAME, "Running", Seen.running("attend", true))),
            "Complete Done",
            new Staged(ConfigSource.Kind.SECRET, MERGED, ""))
        .rows();
  }
}
