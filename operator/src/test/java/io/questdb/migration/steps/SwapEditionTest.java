package io.questdb.migration.steps;

import static io.questdb.migration.steps.ActionText.PATCH;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.SchemaRecorded;
import io.questdb.migration.facts.Swapped;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SwapEditionTest {
  private static final Situation GIVEN =
      Situation.at(StepName.SWAP_EDITION).sees(Seen.SET, Seen.stopped());

  @TestFactory
  Stream<DynamicTest> outcomes() {
    Situation recorded = GIVEN.keeps(Seen.way(Seen.inversePatch(GIVEN)));
    return StepTable.of(new SwapEdition())
        .asks("it looks at set and record", GIVEN, Seen.SET, Seen.RECORD)
        .row(
            "the template is changed in one write, while nothing runs and the image is the old one",
            recorded,
            "Act InProgress",
            PATCH
                + "test /spec/replicas 0; "
                + "test /spec/template/spec/containers/0/image questdb/questdb:9.3.4; "
                + "change the template")
        .row(
            "it is changed",
            GIVEN.sees(Seen.SET, Seen.swapped()),
            "Complete Done",
            new Swapped(Recorded.SWAPPED))
        .row("somebody deleted the way back", GIVEN, "Redo WorkloadChanged")
        .row(
            "the way back is of another template",
            GIVEN.keeps(Seen.way("[]")),
            "Redo WorkloadChanged")
        .row(
            "somebody changed the record",
            GIVEN
                .keeps(Seen.way(Seen.inversePatch(GIVEN)))
                .recorded(StepName.RECORD_SCHEMA, new SchemaRecorded("record", "another", 1)),
            "Redo WorkloadChanged")
        .row(
            "the way back was never written",
            GIVEN.keeps(new RunRecord("qdbm-11111111-record", "r", Map.of())),
            "Redo WorkloadChanged")
        .rows();
  }
}
