package io.questdb.migration.steps;

import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.SchemaRecorded;
import io.questdb.migration.facts.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RecordSchemaTest {
  private static final Probes.Schema SCHEMA = new Probes.Schema(Seen.OPEN_SOURCE);
  private static final Probes.CheckpointState STATE = new Probes.CheckpointState(Seen.OPEN_SOURCE);
  private static final List<TableSchema> TABLES =
      List.of(new TableSchema("trades", true, "DAY", "ts", false, List.of("ts TIMESTAMP")));
  private static final String NAME = "qdbm-11111111-record";
  private static final String WRITE = "record inversePatch, schema in " + NAME;
  private static final Situation GIVEN =
      Situation.at(StepName.RECORD_SCHEMA)
          .sees(Seen.SET, Seen.claimed(Seen.set(), Originals.RUN_UID))
          .sees(SCHEMA, TABLES)
          .sees(STATE, Seen.FREE);

  @TestFactory
  Stream<DynamicTest> outcomes() {
    String schema = Answers.write(TABLES);
    String inverse = Seen.inversePatch(GIVEN);
    return StepTable.of(new RecordSchema())
        .asks(
            "it looks at set, schema, checkpoint and record",
            GIVEN,
            Seen.SET,
            SCHEMA,
            STATE,
            Seen.RECORD)
        .row("there is no record yet", GIVEN, "Act InProgress", WRITE)
        .row("the record says something else", recorded(schema, "[]"), "Act InProgress", WRITE)
        .row("a table was made since", recorded("[]", inverse), "Act InProgress", WRITE)
        .row(
            "it is recorded",
            recorded(schema, inverse),
            "Complete Done",
            new SchemaRecorded(NAME, record(schema, inverse).hash(), 1))
        .row("a checkpoint is held", GIVEN.sees(STATE, Seen.HELD), "Hold CheckpointForeign")
        .row(
            "the database went down by itself", GIVEN.gone(SCHEMA).gone(STATE), "Redo DatabaseDown")
        .rows();
  }

  private static Situation recorded(String schema, String inverse) {
    return GIVEN.sees(Seen.RECORD, record(schema, inverse));
  }

  private static RunRecord record(String schema, String inverse) {
    return new RunRecord(
        NAME, "record", Map.of(RunRecord.SCHEMA, schema, RunRecord.INVERSE_PATCH, inverse));
  }
}
