package io.questdb.migration.steps;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Checkpoint;
import io.questdb.migration.facts.CheckpointHeld;
import io.questdb.migration.facts.Probes;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class EnterCheckpointTest {
  private static final Probes.CheckpointState STATE = new Probes.CheckpointState(Seen.OPEN_SOURCE);
  private static final String CREATE =
      "EnterCheckpoint[target=" + Seen.OPEN_SOURCE + ", timeout=PT10M]";
  private static final Situation GIVEN =
      Situation.at(StepName.ENTER_CHECKPOINT).sees(Seen.POD, Seen.pod("pod-1"));

  @TestFactory
  Stream<DynamicTest> outcomes() {
    Situation none = Situation.at(StepName.ENTER_CHECKPOINT, "offline only");
    Situation free = GIVEN.sees(STATE, Seen.FREE);
    Situation held = GIVEN.sees(STATE, Seen.HELD);
    Situation answered = GIVEN.sent(StepName.ENTER_CHECKPOINT, Optional.of("OK"));
    return StepTable.of(new EnterCheckpoint())
        .asks("it looks at the pod and its checkpoint", GIVEN, Seen.POD, STATE)
        .asks("it looks at nothing without an online snapshot", none)
        .row("without an online snapshot there is nothing to enter", none, "Skip NotRequested")
        .row("the database is down", GIVEN, "Wait DatabaseDown")
        .row("its pod is gone", free.gone(Seen.POD), "Wait DatabaseDown")
        .row("it is free", free, "Act InProgress", CREATE)
        .row("somebody else holds a checkpoint", held, "Hold CheckpointForeign")
        .row(
            "our answer is lost: what is held is not adopted",
            held.sent(StepName.ENTER_CHECKPOINT, Optional.empty()),
            "Act InProgress",
            CREATE)
        .row(
            "it was answered and is held",
            answered.sees(STATE, Seen.HELD),
            "Complete Done",
            new CheckpointHeld(Recorded.CHECKPOINT_AT, "pod-1", Situation.NOW))
        .row(
            "it was answered and somebody released it",
            answered.sees(STATE, Seen.FREE),
            "Redo CheckpointLost")
        .row(
            "the server does not tell since when",
            answered.sees(STATE, new Checkpoint(true, Optional.empty())),
            "Redo CheckpointLost")
        .row("the database went down after the answer", answered, "Wait DatabaseDown")
        .says("the remedy is named", held, "2025-12-31T23:00:00Z", "CHECKPOINT RELEASE")
        .rows();
  }
}
