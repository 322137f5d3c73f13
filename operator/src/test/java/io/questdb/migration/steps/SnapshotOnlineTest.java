package io.questdb.migration.steps;

import io.questdb.migration.api.v1alpha1.ReleaseCheckpoint;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.Checkpoint;
import io.questdb.migration.facts.CheckpointedSnapshot;
import io.questdb.migration.facts.OnlineSnapshot;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Snapshot;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SnapshotOnlineTest {
  private static final String NAME = "qdbm-11111111-online-1";
  private static final Probes.SnapshotInCheckpoint SNAPSHOT =
      new Probes.SnapshotInCheckpoint(Seen.OPEN_SOURCE, NAME);
  private static final Situation HELD = held("plain");
  private static final Situation SLOW = held("online only");
  private static final OnlineSnapshot TAKEN =
      new OnlineSnapshot(NAME, "u", "handle", Recorded.CUT_AT, Situation.NOW);

  @TestFactory
  Stream<DynamicTest> outcomes() {
    Situation none = Situation.at(StepName.SNAPSHOT_ONLINE, "offline only");
    return StepTable.of(new SnapshotOnline())
        .asks("it looks at the pod and at the snapshot in its checkpoint", HELD, Seen.POD, SNAPSHOT)
        .asks("it looks at nothing without an online snapshot", none)
        .row("without an online snapshot there is nothing to take", none, "Skip NotRequested")
        .row("it is taken", HELD, "Act InProgress", "create VolumeSnapshot " + NAME)
        .row(
            "it is not cut yet",
            HELD.sees(SNAPSHOT, held(Seen.requested(NAME, "u"))),
            "Wait InProgress")
        .row(
            "the driver says that it failed",
            HELD.sees(SNAPSHOT, held(Seen.failing(NAME, "u"))),
            "Wait SnapshotFailed")
        .row("it is cut", HELD.sees(SNAPSHOT, held(Seen.cut(NAME, "u"))), "Complete Done", TAKEN)
        .row(
            "it is named by the attempt of its checkpoint",
            HELD.recorded(StepName.SNAPSHOT_ONLINE, StepState.RUNNING, 3),
            "Act InProgress",
            "create VolumeSnapshot " + NAME)
        .says(
            "the driver's words are told",
            HELD.sees(SNAPSHOT, held(Seen.failing(NAME, "u"))),
            NAME,
            "quota exceeded")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> whenTheCheckpointIsNotOursAnyMore() {
    Checkpoint another = new Checkpoint(true, Optional.of(Recorded.CUT_AT));
    return StepTable.of(new SnapshotOnline())
        .row("somebody released it", HELD.sees(SNAPSHOT, none(Seen.FREE)), "Redo CheckpointLost")
        .row(
            "somebody released it and entered another",
            HELD.sees(SNAPSHOT, none(another)),
            "Redo CheckpointLost")
        .row(
            "the server was restarted",
            HELD.sees(Seen.POD, Seen.pod("pod-2")),
            "Redo CheckpointLost")
        .row("the database is down", HELD.gone(SNAPSHOT), "Redo CheckpointLost")
        .row("its pod is gone", HELD.gone(Seen.POD), "Redo CheckpointLost")
        .row(
            "what was cut meanwhile does not count",
            HELD.sees(
                SNAPSHOT, new CheckpointedSnapshot(Optional.of(Seen.ready(NAME, "u")), Seen.FREE)),
            "Redo CheckpointLost")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> howLongTheCheckpointIsHeld() {
    Snapshot cut = Seen.cut(NAME, "u");
    return StepTable.of(new SnapshotOnline())
        .row(
            "until it is ready where the cut of a driver proves nothing",
            SLOW.sees(SNAPSHOT, held(cut)),
            "Wait InProgress")
        .row(
            "and no longer",
            SLOW.sees(SNAPSHOT, held(Seen.ready(NAME, "u"))),
            "Complete Done",
            TAKEN)
        .row(
            "until the cut where the spec says so",
            released(SLOW, ReleaseCheckpoint.AT_CUT).sees(SNAPSHOT, held(cut)),
            "Complete Done",
            TAKEN)
        .row(
            "until it is ready where the spec says so",
            released(HELD, ReleaseCheckpoint.AT_READY).sees(SNAPSHOT, held(cut)),
            "Wait InProgress")
        .rows();
  }

  private static Situation held(String variant) {
    return Situation.at(StepName.SNAPSHOT_ONLINE, variant)
        .sees(Seen.POD, Seen.pod("pod-1"))
        .sees(SNAPSHOT, none(Seen.HELD));
  }

  private static CheckpointedSnapshot held(Snapshot snapshot) {
    return new CheckpointedSnapshot(Optional.of(snapshot), Seen.HELD);
  }

  private static CheckpointedSnapshot none(Checkpoint checkpoint) {
    return new CheckpointedSnapshot(Optional.empty(), checkpoint);
  }

  private static Situation released(Situation given, ReleaseCheckpoint when) {
    return given.spec(spec -> spec.getBackup().setReleaseCheckpoint(when));
  }
}
