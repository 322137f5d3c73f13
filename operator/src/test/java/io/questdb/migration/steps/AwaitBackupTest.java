package io.questdb.migration.steps;

import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.OnlineReady;
import io.questdb.migration.facts.OnlineSnapshot;
import io.questdb.migration.facts.Probes;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class AwaitBackupTest {
  private static final String NAME = "qdbm-11111111-online-1";
  private static final Probes.OneSnapshot SNAPSHOT = new Probes.OneSnapshot(NAME);
  private static final Situation TAKEN = Situation.at(StepName.AWAIT_BACKUP);

  @TestFactory
  Stream<DynamicTest> outcomes() {
    Situation none = Situation.at(StepName.AWAIT_BACKUP, "offline only");
    Situation cut = TAKEN.sees(SNAPSHOT, Seen.cut(NAME, "online"));
    return StepTable.of(new AwaitBackup())
        .asks("it looks at the snapshot that was recorded", TAKEN, SNAPSHOT)
        .asks("it looks at nothing without an online snapshot", none)
        .row("without an online snapshot there is nothing to await", none, "Skip NotRequested")
        .row("a snapshot that is cut is not enough", cut, "Wait SnapshotNotReady")
        .row(
            "a snapshot that can be restored is",
            TAKEN.sees(SNAPSHOT, Seen.ready(NAME, "online")),
            "Complete Done",
            new OnlineReady(NAME))
        .row("somebody deleted it", TAKEN, "Fail SnapshotFailed")
        .row(
            "somebody deleted it and made another one of its name",
            TAKEN.sees(SNAPSHOT, Seen.ready(NAME, "another")),
            "Fail SnapshotFailed")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> inALaterAttempt() {
    String third = "qdbm-11111111-online-3";
    Probes.OneSnapshot second = new Probes.OneSnapshot("qdbm-11111111-online-2");
    Probes.OneSnapshot now = new Probes.OneSnapshot(third);
    Situation taken = TAKEN.with(taken(third, 3));
    Situation ready = taken.sees(now, Seen.ready(third, "online"));
    return StepTable.of(new AwaitBackup())
        .asks("it looks at those of earlier attempts too", taken, SNAPSHOT, second, now)
        .row(
            "an earlier one stays while this one cannot be restored",
            taken.sees(now, Seen.cut(third, "online")).sees(SNAPSHOT, Seen.ready(NAME, "earlier")),
            "Wait SnapshotNotReady")
        .row(
            "it goes when this one can",
            ready.sees(SNAPSHOT, Seen.ready(NAME, "earlier")),
            "Act InProgress",
            "delete VolumeSnapshot " + NAME + " earlier")
        .row(
            "told to go it goes without us, however long its driver takes",
            ready.sees(SNAPSHOT, Seen.terminating(Seen.requested(NAME, "earlier"))),
            "Complete Done",
            new OnlineReady(third))
        .row("none is left", ready, "Complete Done", new OnlineReady(third))
        .row(
            "somebody else's of that name stays",
            ready.sees(SNAPSHOT, Seen.of("another-run", Seen.ready(NAME, "theirs"))),
            "Complete Done",
            new OnlineReady(third))
        .rows();
  }

  private static Row taken(String name, int attempt) {
    return new Row(
        StepName.SNAPSHOT_ONLINE,
        StepState.COMPLETE,
        attempt,
        0,
        Reason.DONE,
        "taken",
        Optional.of(Situation.BEGUN),
        Optional.of(Situation.BEGUN),
        Optional.of(new OnlineSnapshot(name, "online", "h", Recorded.CUT_AT, Situation.BEGUN)));
  }
}
