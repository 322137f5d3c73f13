package io.questdb.migration.steps;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.OfflineSnapshot;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Snapshot;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SnapshotOfflineTest {
  private static final String NAME = "qdbm-11111111-offline-1";
  private static final Probes.OneSnapshot SNAPSHOT = new Probes.OneSnapshot(NAME);
  private static final Situation GIVEN = Situation.at(StepName.SNAPSHOT_OFFLINE);

  @TestFactory
  Stream<DynamicTest> outcomes() {
    Situation none = Situation.at(StepName.SNAPSHOT_OFFLINE, "online only");
    return StepTable.of(new SnapshotOffline())
        .asks("it looks at its snapshot", GIVEN, SNAPSHOT)
        .asks("it looks at nothing without an offline snapshot", none)
        .row("without an offline snapshot there is nothing to take", none, "Skip NotRequested")
        .row("it is taken", GIVEN, "Act InProgress", "create VolumeSnapshot " + NAME)
        .row(
            "each attempt takes one of its own: the volume was written in between",
            GIVEN.recorded(StepName.SNAPSHOT_OFFLINE, StepState.RUNNING, 2),
            "Act InProgress",
            "create VolumeSnapshot qdbm-11111111-offline-2")
        .row(
            "it is not cut yet", GIVEN.sees(SNAPSHOT, Seen.requested(NAME, "u")), "Wait InProgress")
        .row(
            "the driver says that it failed",
            GIVEN.sees(SNAPSHOT, Seen.failing(NAME, "u")),
            "Wait SnapshotFailed")
        .row("it is cut", GIVEN.sees(SNAPSHOT, Seen.cut(NAME, "u")), "Complete Done", taken(false))
        .says(
            "the driver's words are told",
            GIVEN.sees(SNAPSHOT, Seen.failing(NAME, "u")),
            NAME,
            "quota exceeded")
        .rows();
  }

  /** The database stays down for as long as the only safe backup could still change. */
  @TestFactory
  Stream<DynamicTest> howLongTheDatabaseStaysDown() {
    Situation alone = Situation.at(StepName.SNAPSHOT_OFFLINE, "offline only");
    Situation slow = Situation.at(StepName.SNAPSHOT_OFFLINE, "everything");
    Situation impatient = slow.spec(spec -> spec.getTimeouts().setCut("2s"));
    Snapshot cut = Seen.cut(NAME, "u");
    Snapshot ready = Seen.ready(NAME, "u");
    return StepTable.of(new SnapshotOffline())
        .row(
            "without an online one until it is ready", alone.sees(SNAPSHOT, cut), "Wait InProgress")
        .row("and no longer", alone.sees(SNAPSHOT, ready), "Complete Done", taken(true))
        .row(
            "until it is ready where the cut of a driver proves nothing",
            slow.sees(SNAPSHOT, cut),
            "Wait InProgress")
        .row("and no longer than that", slow.sees(SNAPSHOT, ready), "Complete Done", taken(true))
        .row(
            "the limit of the cut holds there too",
            impatient.sees(SNAPSHOT, Seen.failing(NAME, "u")),
            "Fail TimedOut")
        .says(
            "with the driver's words",
            impatient.sees(SNAPSHOT, Seen.failing(NAME, "u")),
            "timeouts.cut",
            "quota exceeded")
        .row("but not once it is cut", impatient.sees(SNAPSHOT, cut), "Wait InProgress")
        .rows();
  }

  private static OfflineSnapshot taken(boolean ready) {
    return new OfflineSnapshot(NAME, "u", "handle", Recorded.CUT_AT, ready, 3.0);
  }
}
