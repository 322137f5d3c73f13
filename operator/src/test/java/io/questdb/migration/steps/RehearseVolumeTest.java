package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.OriginalConfig;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.TemporaryPod;
import io.questdb.migration.facts.VolumeInspection;
import io.questdb.migration.facts.VolumeInspection.ConfFile;
import io.questdb.migration.facts.VolumeInspection.Names;
import io.questdb.migration.facts.VolumeInspection.Ownership;
import io.questdb.migration.facts.VolumeReport;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RehearseVolumeTest {
  private static final String NAME = "qdbm-11111111-inspect-1";
  private static final Probes.OurPod POD = new Probes.OurPod(NAME);
  private static final Situation GIVEN =
      Situation.at(StepName.REHEARSE_VOLUME).sees(Seen.SET, Seen.set());
  private static final Situation CONFIG_MAP =
      Situation.at(StepName.REHEARSE_VOLUME, "offline only")
          .sees(Seen.SET, Seen.set("offline only"));
  private static final VolumeReport REPORT = new VolumeReport(1000, 1001, 5L << 20, "hash");

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
        .row("a trigger file lies there", answered(with("_restore")), "Hold TriggerFilePresent")
        .row("a checkpoint was left there", answered(withCheckpoint()), "Hold TriggerFilePresent")
        .row(
            "there are as many tables as can be sealed",
            answered(tables(10_000)),
            "Complete Done",
            REPORT)
        .row("there are more", answered(tables(10_001)), "Hold VolumeUnsupported")
        .row(
            "a file format is unknown",
            answered(with(new Names(1, List.of("odd")), Names.NONE, Names.NONE)),
            "Hold VolumeUnsupported")
        .row(
            "a table lies on another volume",
            answered(with(Names.NONE, Names.NONE, new Names(1, List.of("far")))),
            "Hold VolumeUnsupported")
        .row(
            "the next start would convert a table",
            answered(converting()),
            "Hold VolumeUnsupported")
        .row("nothing can be staged in conf", answered(readOnlyConf()), "Hold VolumeUnsupported")
        .row("server.conf cannot be read", answered(malformedConf()), "Hold ConfigNotFound")
        .row(
            "nothing is staged on the volume when server.conf is in a ConfigMap",
            CONFIG_MAP
                .sees(POD, succeeded(Answers.write(readOnlyConf())))
                .sees(Seen.CONFIG, new OriginalConfig("hash")),
            "Complete Done",
            REPORT)
        .row(
            "there is no server.conf, and the server writes its own",
            answered(noConf()),
            "Complete Done",
            new VolumeReport(1000, 1001, 5L << 20, ConfFile.NONE.sha256()))
        .row(
            "there is no server.conf, and the server would not start again",
            answered(noConf()).sees(Seen.SET, startedWith("-d", "/var/lib/questdb")),
            "Hold ConfigNotFound")
        .row(
            "there is no server.conf, and the server is told to write its own",
            answered(noConf()).sees(Seen.SET, startedWith("-d", "/var/lib/questdb", "-f")),
            "Complete Done",
            new VolumeReport(1000, 1001, 5L << 20, ConfFile.NONE.sha256()))
        .row(
            "the volume is in order",
            answered(with(Names.NONE, Names.NONE, Names.NONE)),
            "Complete Done",
            REPORT)
        .says("the table is named", answered(converting()), "trades", "restart the database")
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
    Situation given = CONFIG_MAP.sees(POD, succeeded(Answers.write(noConf())));
    return StepTable.of(new RehearseVolume(Seen.PODS))
        .asks("it is looked at too", given, Seen.SET, POD, Seen.CONFIG)
        .row(
            "its content counts, not that of a file beneath it",
            given.sees(Seen.CONFIG, new OriginalConfig("content")),
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
    return GIVEN.sees(POD, succeeded(message));
  }

  private static TemporaryPod succeeded(String message) {
    return Seen.beside(NAME, "Succeeded", Seen.ended("volume", 0, message));
  }

  private static VolumeInspection converting() {
    return with(Names.NONE, new Names(1, List.of("trades")), Names.NONE);
  }

  private static StatefulSet startedWith(String... args) {
    return new StatefulSetBuilder(Seen.set())
        .editSpec()
        .editTemplate()
        .editSpec()
        .editFirstContainer()
        .withArgs(args)
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static VolumeInspection noRoot() {
    return inspection(false, List.of(), true, Names.NONE, Names.NONE, Names.NONE);
  }

  private static VolumeInspection with(String trigger) {
    return inspection(true, List.of(trigger), true, Names.NONE, Names.NONE, Names.NONE);
  }

  private static VolumeInspection withCheckpoint() {
    return sealable(true, 3);
  }

  private static VolumeInspection tables(int count) {
    return sealable(false, count);
  }

  private static VolumeInspection sealable(boolean checkpoint, int tables) {
    VolumeInspection seen = with(Names.NONE, Names.NONE, Names.NONE);
    return new VolumeInspection(
        seen.installRoot(),
        checkpoint,
        seen.triggers(),
        seen.freeBytes(),
        seen.db(),
        seen.conf(),
        seen.confWritable(),
        seen.serverConf(),
        tables,
        seen.unsealable(),
        seen.pendingConvert(),
        seen.symlinkedTables());
  }

  private static VolumeInspection noConf() {
    return inspection(true, List.of(), true, ConfFile.NONE, Names.NONE, Names.NONE, Names.NONE);
  }

  private static VolumeInspection malformedConf() {
    ConfFile file = new ConfFile(true, "hash", false);
    return inspection(true, List.of(), true, file, Names.NONE, Names.NONE, Names.NONE);
  }

  private static VolumeInspection readOnlyConf() {
    return inspection(true, List.of(), false, Names.NONE, Names.NONE, Names.NONE);
  }

  private static VolumeInspection with(Names unsealable, Names converting, Names symlinked) {
    return inspection(true, List.of(), true, unsealable, converting, symlinked);
  }

  private static VolumeInspection inspection(
      boolean root,
      List<String> triggers,
      boolean confWritable,
      Names unsealable,
      Names converting,
      Names symlinked) {
    ConfFile file = new ConfFile(true, "hash", true);
    return inspection(root, triggers, confWritable, file, unsealable, converting, symlinked);
  }

  private static VolumeInspection inspection(
      boolean root,
      List<String> triggers,
      boolean confWritable,
      ConfFile file,
      Names unsealable,
      Names converting,
      Names symlinked) {
    return new VolumeInspection(
        root,
        false,
        triggers,
        5L << 20,
        new Ownership(1000, 1001, "755"),
        new Ownership(0, 0, "755"),
        confWritable,
        file,
        3,
        unsealable,
        converting,
        symlinked);
  }
}
