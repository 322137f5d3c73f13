package io.questdb.migration.steps;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.OnlineReady;
import io.questdb.migration.facts.Probes;
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
}
