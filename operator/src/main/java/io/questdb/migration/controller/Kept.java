package io.questdb.migration.controller;

import io.questdb.migration.change.Names;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.OfflineSnapshot;
import io.questdb.migration.facts.OnlineSnapshot;
import java.util.ArrayList;
import java.util.List;

/** What a person who takes over after the point of no return is told, besides what went wrong. */
final class Kept {
  private static final String HANDBOOK =
      "docs/handbook/02-it-failed-what-now.md#after-the-point-of-no-return";

  private Kept() {}

  /** Sentences to end a message with; empty before the point of no return. */
  static String text(Run run) {
    return run.ledger()
        .committedAt()
        .map(
            at ->
                ". Enterprise was allowed on the volume at "
                    + at
                    + ": nothing is undone, and the old edition must not be started on it. Kept: "
                    + String.join(", ", objects(run))
                    + ". The ways forward and back by hand: "
                    + HANDBOOK)
        .orElse("");
  }

  private static List<String> objects(Run run) {
    Ledger ledger = run.ledger();
    List<String> objects = new ArrayList<>();
    ledger
        .evidence(OfflineSnapshot.class)
        .ifPresent(snapshot -> objects.add("VolumeSnapshot " + snapshot.name() + " (offline)"));
    ledger
        .evidence(OnlineSnapshot.class)
        .ifPresent(snapshot -> objects.add("VolumeSnapshot " + snapshot.name() + " (online)"));
    if (objects.isEmpty()) {
      objects.add("no snapshot");
    }
    objects.add("Secret " + Names.runRecord(run) + " (run record with the way back)");
    if (ledger.begun(StepName.FINISH)) {
      objects.add("ConfigMap " + Names.handoff(run) + " (hand-off, if it is written already)");
    }
    return objects;
  }
}
