package io.questdb.migration.steps;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.MergedConfig;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.VolumeInspection;
import io.questdb.migration.facts.VolumeInspection.ConfFile;
import io.questdb.migration.facts.VolumeInspection.Names;
import io.questdb.migration.facts.VolumeInspection.Ownership;
import io.questdb.migration.facts.VolumeReport;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RehearseVolumeTest {
  private static final String NAME = "qdbm-11111111-inspect-1";
  private static final Probes.OurPod POD = new Probes.OurPod(NAME);
  private static final ConfFile FILE = new ConfFile(true, 7, "hash", true, List.of());
  private static final Situation GIVEN =
      Situation.at(StepName.REHEARSE_VOLUME).sees(Seen.SET, Seen.set());

  @TestFactory
  Stream<DynamicTest> outcomes() {
    return StepTable.of(new RehearseVolume(Seen.PODS))
        .asks("it looks at the set and at its own pod", GIVEN, Seen.SET, POD)
        .row("the pod is made", GIVEN, "Act InProgress", "create Pod " + NAME)
        .row(
            "each attempt makes one of its own",
            GIVEN.recorded(StepName.REHEARSE_VOLUME, StepState.RUNNING, 2),
            "Act InProgress",
            "create Pod qdbm-11111111-inspect-2")
        .row("the kubelet has not seen it", pod("Pending"), "Wait InProgress")
        .row(
            "it runs",
            GIVEN.sees(POD, Seen.beside(NAME, "Running", Seen.running("volume", true))),
            "Wait InProgress")
        .row(
            "its image cannot be pulled",
            GIVEN.sees(
                POD, Seen.beside(NAME, "Pending", Seen.waiting("volume", "ImagePullBackOff"))),
            "Hold ImagePullFailed")
        .row("it was evicted", pod("Failed"), "Hold TemporaryPodFailed")
        .row(
            "it could not read the volume",
            GIVEN.sees(POD, Seen.beside(NAME, "Failed", Seen.ended("volume", 13, "denied"))),
            "Hold TemporaryPodFailed")
        .row("it said nothing", answered(""), "Hold TemporaryPodFailed")
        .row(
            "it said what nobody can read",
            answered("{\"installRoot\":"),
            "Hold TemporaryPodFailed")
        .row("the claim is no install root", answered(noRoot()), "Hold VolumeUnsupported")
        .row("it holds no server.conf", answered(inspection(ConfFile.NONE)), "Hold ConfigNotFound")
        .row("a trigger file lies there", answered(with("_restore")), "Hold TriggerFilePresent")
        .row(
            "a file format is unknown",
            answered(with(new Names(1, List.of("odd")), Names.NONE)),
            "Hold VolumeUnsupported")
        .row(
            "a table lies on another volume",
            answered(with(Names.NONE, new Names(1, List.of("far")))),
            "Hold VolumeUnsupported")
        .row(
            "the volume is in order",
            answered(with(Names.NONE, Names.NONE)),
            "Complete Done",
            new VolumeReport(1000, 1001, 5L << 20, "hash"))
        .says("the trigger file is named", answered(with("_restore")), "_restore", "remove it")
        .says(
            "the exit code and the words of the pod are told",
            GIVEN.sees(POD, Seen.beside(NAME, "Failed", Seen.ended("volume", 13, "denied"))),
            NAME,
            "13",
            "denied")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> aFileThatLivesInAConfigMap() {
    Situation given =
        Situation.at(StepName.REHEARSE_VOLUME, "offline only")
            .sees(Seen.SET, Seen.set("offline only"))
            .sees(
                POD,
                Seen.beside(
                    NAME,
                    "Succeeded",
                    Seen.ended("volume", 0, Answers.write(inspection(ConfFile.NONE)))));
    Situation seen =
        given.sees(Seen.CONFIG, new MergedConfig("content", "merged", Set.of("http.bind.to")));
    return StepTable.of(new RehearseVolume(Seen.PODS))
        .asks("it is looked at too", given, Seen.SET, POD, Seen.CONFIG)
        .row(
            "its content counts, not that of a file beneath it",
            seen,
            "Complete Done",
            new VolumeReport(1000, 1001, 5L << 20, "content"))
        .row("the ConfigMap was deleted", given, "Hold ConfigNotFound")
        .rows();
  }

  private static Situation pod(String phase) {
    return GIVEN.sees(POD, Seen.beside(NAME, phase));
  }

  private static Situation answered(VolumeInspection answer) {
    return answered(Answers.write(answer));
  }

  private static Situation answered(String message) {
    return GIVEN.sees(POD, Seen.beside(NAME, "Succeeded", Seen.ended("volume", 0, message)));
  }

  private static VolumeInspection noRoot() {
    return inspection(false, List.of(), Names.NONE, Names.NONE);
  }

  private static VolumeInspection with(String trigger) {
    return inspection(true, List.of(trigger), Names.NONE, Names.NONE);
  }

  private static VolumeInspection with(Names unsealable, Names symlinked) {
    return inspection(true, List.of(), unsealable, symlinked);
  }

  private static VolumeInspection inspection(ConfFile file) {
    return inspection(true, List.of(), file, Names.NONE, Names.NONE);
  }

  private static VolumeInspection inspection(
      boolean root, List<String> triggers, Names unsealable, Names symlinked) {
    return inspection(root, triggers, FILE, unsealable, symlinked);
  }

  private static VolumeInspection inspection(
      boolean root, List<String> triggers, ConfFile file, Names unsealable, Names symlinked) {
    return new VolumeInspection(
        root,
        false,
        false,
        triggers,
        5L << 20,
        9L << 20,
        new Ownership(1000, 1001, "755"),
        new Ownership(1000, 1001, "755"),
        true,
        file,
        3,
        unsealable,
        Names.NONE,
        symlinked);
  }
}
