package io.questdb.migration.steps;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.TableSchema;
import io.questdb.migration.facts.TableState;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class VerifySealTest {
  private static final Probes.Tables TABLES = new Probes.Tables(Seen.enterprise());
  private static final Probes.Schema SCHEMA = new Probes.Schema(Seen.enterprise());
  private static final TableSchema RECORDED = schema("ts TIMESTAMP", "price DOUBLE");
  private static final Situation GIVEN =
      Situation.at(StepName.VERIFY_SEAL)
          .keeps(record())
          .sees(TABLES, List.of(table(5, false)))
          .sees(SCHEMA, List.of(RECORDED));

  @TestFactory
  Stream<DynamicTest> outcomes() {
    return StepTable.of(new VerifySeal())
        .asks("it looks at record, tables and schema", GIVEN, Seen.RECORD, TABLES, SCHEMA)
        .row("everything is as sealed", GIVEN, "Complete Done")
        .row(
            "a client that is let in has written more",
            GIVEN.sees(TABLES, List.of(table(6, false))),
            "Complete Done")
        .row("Enterprise went down again", GIVEN.gone(TABLES).gone(SCHEMA), "Wait NotServing")
        .row("somebody deleted the seal", GIVEN.gone(Seen.RECORD), "Fail LedgerLost")
        .row("a table is missing", GIVEN.sees(TABLES, List.of()), "Fail DataMissing")
        .row(
            "a table is suspended", GIVEN.sees(TABLES, List.of(table(5, true))), "Fail DataMissing")
        .row("a table is behind", GIVEN.sees(TABLES, List.of(table(4, false))), "Fail DataMissing")
        .says(
            "what is behind is told",
            GIVEN.sees(TABLES, List.of(table(4, false))),
            "trades (transaction 4 of 5)")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> theSchema() {
    return StepTable.of(new VerifySeal())
        .row("a table has none", GIVEN.sees(SCHEMA, List.of()), "Fail SchemaChanged")
        .row("a column is gone", shown(schema("ts TIMESTAMP")), "Fail SchemaChanged")
        .row(
            "a column has another type",
            shown(schema("ts TIMESTAMP", "price LONG")),
            "Fail SchemaChanged")
        .row(
            "a client that is let in has added a column",
            shown(schema("ts TIMESTAMP", "price DOUBLE", "size INT")),
            "Complete Done")
        .row(
            "it is written without WAL",
            shown(new TableSchema("trades", false, "DAY", "ts", false, RECORDED.columns())),
            "Fail SchemaChanged")
        .row(
            "it is partitioned otherwise",
            shown(new TableSchema("trades", true, "HOUR", "ts", false, RECORDED.columns())),
            "Fail SchemaChanged")
        .row(
            "it has another timestamp",
            shown(new TableSchema("trades", true, "DAY", "", false, RECORDED.columns())),
            "Fail SchemaChanged")
        .row(
            "it does not deduplicate as before",
            shown(new TableSchema("trades", true, "DAY", "ts", true, RECORDED.columns())),
            "Fail SchemaChanged")
        .rows();
  }

  private static Situation shown(TableSchema schema) {
    return GIVEN.sees(SCHEMA, List.of(schema));
  }

  private static TableSchema schema(String... columns) {
    return new TableSchema("trades", true, "DAY", "ts", false, List.of(columns));
  }

  private static TableState table(long transaction, boolean suspended) {
    return new TableState("trades", "trades~1", "T", true, suspended, transaction, transaction);
  }

  private static RunRecord record() {
    return Seen.record(List.of(RECORDED), Seen.sealed("trades", 5));
  }
}
