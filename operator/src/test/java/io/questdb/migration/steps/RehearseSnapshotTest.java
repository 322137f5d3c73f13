package io.questdb.migration.steps;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.SnapshotClass;
import io.questdb.migration.facts.SnapshotReport;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RehearseSnapshotTest {
  private static final String NAME = "qdbm-11111111-trial-1";
  private static final Probes.OneSnapshot TRIAL = new Probes.OneSnapshot(NAME);
  private static final Probes.SnapshotClasses CLASSES = new Probes.SnapshotClasses();
  private static final Situation GIVEN =
      Situation.at(StepName.REHEARSE_SNAPSHOT).sees(CLASSES, classes(false));

  @TestFactory
  Stream<DynamicTest> outcomes() {
    Situation none = Situation.at(StepName.REHEARSE_SNAPSHOT, "no backup");
    Situation offline =
        Situation.at(StepName.REHEARSE_SNAPSHOT, "offline only").sees(CLASSES, classes(false));
    return StepTable.of(new RehearseSnapshot())
        .asks("it looks at the classes and at its trial", GIVEN, CLASSES, TRIAL)
        .asks("it looks at nothing without backup", none)
        .row("without backup there is nothing to try", none, "Skip NotRequested")
        .row(
            "what would stay for ever is not made",
            GIVEN.sees(CLASSES, classes(true)),
            "Skip NotChecked")
        .row("a trial is made", GIVEN, "Act InProgress", "create VolumeSnapshot " + NAME)
        .row("it is not cut yet", GIVEN.sees(TRIAL, Seen.requested(NAME, "t")), "Wait InProgress")
        .row(
            "the driver says that it failed, and may yet succeed",
            GIVEN.sees(TRIAL, Seen.failing(NAME, "t")),
            "Wait SnapshotFailed")
        .row(
            "it is cut, and the run waits until its snapshots are ready",
            offline.sees(TRIAL, Seen.cut(NAME, "t")),
            "Wait InProgress")
        .row(
            "the limit of the cut holds there too",
            offline
                .spec(spec -> spec.getTimeouts().setCut("1s"))
                .sees(TRIAL, Seen.failing(NAME, "t")),
            "Fail TimedOut")
        .row(
            "it is ready: how long that took is recorded",
            offline.sees(TRIAL, Seen.ready(NAME, "t")),
            "Complete Done",
            new SnapshotReport(3.0))
        .row(
            "it is cut: how long that took is recorded, whether it is ready or not",
            GIVEN.sees(TRIAL, Seen.cut(NAME, "t")),
            "Complete Done",
            new SnapshotReport(3.0))
        .says(
            "the driver's words are told",
            GIVEN.sees(TRIAL, Seen.failing(NAME, "t")),
            NAME,
            "quota exceeded")
        .rows();
  }

  private static List<SnapshotClass> classes(boolean retains) {
    return List.of(new SnapshotClass("fast", "ebs.csi.aws.com", true, retains));
  }
}
