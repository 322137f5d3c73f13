package io.questdb.migration.steps;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.Seal;
import io.questdb.migration.facts.Sealed;
import io.questdb.migration.facts.TemporaryPod;
import io.questdb.migration.volume.SealLines;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SealVolumeTest {
  private static final String NAME = "qdbm-11111111-attend-1";
  private static final Probes.OurPod POD = new Probes.OurPod(NAME);
  private static final Probes.OurLog LOG = new Probes.OurLog(NAME, "attend");
  private static final TemporaryPod FENCE =
      Seen.beside(NAME, "Running", Seen.running("attend", false));
  private static final Situation FENCED = Situation.at(StepName.SEAL_VOLUME).sees(POD, FENCE);
  private static final String LINES = SealLines.write(new Seal(List.of(Seen.sealed("trades", 5))));
  private static final String HASH = SealLines.sha256(SealLines.read(LINES));
  private static final String LOGGED = LINES + end(HASH);
  private static final Situation SEALED = FENCED.sees(LOG, LOGGED);

  @TestFactory
  Stream<DynamicTest> outcomes() {
    String record = "record seal in qdbm-11111111-record";
    return StepTable.of(new SealVolume())
        .asks("it looks at its pod, the log and the record", SEALED, POD, LOG, Seen.RECORD)
        .asks(
            "it looks at the pod of the attempt that it attends",
            SEALED.recorded(StepName.ATTEND_VOLUME, StepState.RUNNING, 2),
            new Probes.OurPod("qdbm-11111111-attend-2"),
            new Probes.OurLog("qdbm-11111111-attend-2", "attend"),
            Seen.RECORD)
        .row("nothing is read yet", FENCED, "Wait InProgress")
        .row("some of it is read", FENCED.sees(LOG, LINES), "Wait InProgress")
        .row("it is read, and recorded first", SEALED, "Act InProgress", record)
        .row("the record is of another attempt", recorded("{}"), "Act InProgress", record)
        .row("it is recorded", recorded(LINES), "Complete Done", new Sealed(HASH, 1))
        .row(
            "what the Java runtime says in between does not count",
            FENCED.sees(LOG, "WARNING: a restricted method\n" + LOGGED),
            "Act InProgress",
            record)
        .row(
            "it is not what it says that it is",
            FENCED.sees(LOG, LINES + end("0")),
            "Redo SealFailed")
        .row(
            "a checkpoint was left on the volume",
            FENCED.sees(LOG, LINES + end(HASH).replace("false", "true")),
            "Hold TriggerFilePresent")
        .row("a line of it is no table", FENCED.sees(LOG, "{\n" + LOGGED), "Redo SealFailed")
        .row("its end is damaged", FENCED.sees(LOG, LINES + "sealed ???\n"), "Redo SealFailed")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> whenTheFenceIsGone() {
    return StepTable.of(new SealVolume())
        .row("somebody deleted the pod", SEALED.gone(POD), "Redo TemporaryPodFailed")
        .row(
            "somebody is deleting the pod",
            SEALED.sees(POD, Seen.terminating(FENCE)),
            "Redo TemporaryPodFailed")
        .row(
            "its process ended",
            SEALED.sees(POD, Seen.beside(NAME, "Succeeded", Seen.ended("attend", 0, ""))),
            "Redo TemporaryPodFailed")
        .row(
            "it could not read the volume",
            SEALED.sees(POD, Seen.beside(NAME, "Failed", Seen.ended("attend", 4, "format 9"))),
            "Hold TemporaryPodFailed")
        .row(
            "its node evicted it",
            SEALED.sees(POD, Seen.beside(NAME, "Failed")),
            "Hold TemporaryPodFailed")
        .rows();
  }

  private static Situation recorded(String lines) {
    return SEALED.sees(
        Seen.RECORD, new RunRecord("qdbm-11111111-record", "r", Map.of(RunRecord.SEAL, lines)));
  }

  private static String end(String hash) {
    return "sealed {\"sha256\":\"" + hash + "\",\"tables\":1,\"checkpointDb\":false}\n";
  }
}
