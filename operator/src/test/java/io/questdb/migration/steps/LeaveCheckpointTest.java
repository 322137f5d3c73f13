package io.questdb.migration.steps;

import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.Checkpoint;
import io.questdb.migration.facts.CheckpointLeft;
import io.questdb.migration.facts.Probes;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class LeaveCheckpointTest {
  private static final String NAME = "qdbm-11111111-online-1";
  private static final Probes.OneSnapshot SNAPSHOT = new Probes.OneSnapshot(NAME);
  private static final Probes.CheckpointState STATE = new Probes.CheckpointState(Seen.OPEN_SOURCE);
  private static final String RELEASE = "ReleaseCheckpoint[target=" + Seen.OPEN_SOURCE + "]";
  private static final CheckpointLeft LEFT = new CheckpointLeft(Situation.NOW, 3.0);
  private static final Checkpoint ANOTHER = new Checkpoint(true, Optional.of(Recorded.CUT_AT));
  private static final Situation GIVEN =
      Situation.at(StepName.LEAVE_CHECKPOINT).sent(StepName.ENTER_CHECKPOINT, Optional.of("OK"));

  @TestFactory
  Stream<DynamicTest> afterTheSnapshot() {
    Situation none = Situation.at(StepName.LEAVE_CHECKPOINT, "offline only");
    return StepTable.of(new LeaveCheckpoint())
        .asks("it looks at checkpoint and snapshot", GIVEN, STATE, SNAPSHOT)
        .asks("it looks at nothing without an online snapshot", none)
        .row("without an online snapshot none was entered", none, "Skip NotRequested")
        .row("ours is released", GIVEN.sees(STATE, Seen.HELD), "Act InProgress", RELEASE)
        .row("it is released", GIVEN.sees(STATE, Seen.FREE), "Complete Done", LEFT)
        .row(
            "somebody released it and holds another",
            GIVEN.sees(STATE, ANOTHER),
            "Complete Done",
            LEFT)
        .row("the database is down, which ends it", GIVEN, "Complete Done", LEFT)
        .row(
            "what was taken is kept",
            GIVEN.sees(STATE, Seen.FREE).sees(SNAPSHOT, Seen.cut(NAME, "u")),
            "Complete Done",
            LEFT)
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> asTheGiveBack() {
    Situation begun = Situation.at(StepName.ENTER_CHECKPOINT);
    Situation lost = begun.sent(StepName.ENTER_CHECKPOINT, Optional.empty());
    Situation answered = begun.sent(StepName.ENTER_CHECKPOINT, Optional.of("OK"));
    Situation seenLost = answered.with(entry(Reason.CHECKPOINT_LOST));
    Situation taking =
        Situation.at(StepName.SNAPSHOT_ONLINE)
            .sent(StepName.ENTER_CHECKPOINT, Optional.of("OK"))
            .sees(SNAPSHOT, Seen.cut(NAME, "u"));
    String delete = "delete VolumeSnapshot " + NAME + " u";
    return StepTable.of(new LeaveCheckpoint())
        .row(
            "none was asked for: one that is held is somebody else's",
            begun.sees(STATE, Seen.HELD),
            "Skip NotRequested")
        .row(
            "the answer was lost: it may be ours",
            lost.sees(STATE, Seen.HELD),
            "Act InProgress",
            RELEASE)
        .row(
            "the answer was lost and nothing is held",
            lost.sees(STATE, Seen.FREE),
            "Complete Done",
            LEFT)
        .row(
            "it was answered and nobody has looked yet",
            answered.sees(STATE, Seen.HELD),
            "Act InProgress",
            RELEASE)
        .row(
            "it was seen to be gone: one that is held now is somebody else's",
            seenLost.sees(STATE, Seen.HELD),
            "Complete Done",
            LEFT)
        .row(
            "ours is released before its snapshot is removed",
            taking.sees(STATE, Seen.HELD),
            "Act InProgress",
            RELEASE)
        .row(
            "then what may be cut outside of it is removed",
            taking.sees(STATE, Seen.FREE),
            "Act InProgress",
            delete)
        .row(
            "one that is told to go goes without us, however long its driver takes",
            taking
                .sees(STATE, Seen.FREE)
                .sees(SNAPSHOT, Seen.terminating(Seen.requested(NAME, "u"))),
            "Complete Done",
            LEFT)
        .row("nothing is left", taking.sees(STATE, Seen.FREE).gone(SNAPSHOT), "Complete Done", LEFT)
        .rows();
  }

  private static Row entry(Reason reason) {
    return new Row(
        StepName.ENTER_CHECKPOINT,
        StepState.REDOING,
        1,
        0,
        reason,
        "gone",
        Optional.of(Situation.BEGUN),
        Optional.empty(),
        Optional.empty());
  }
}
