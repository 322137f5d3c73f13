package io.questdb.migration.steps;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.CountedTables;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.SealedTable;
import io.questdb.migration.facts.TableCount;
import io.questdb.migration.facts.TableState;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The sealed table holds five rows in five transactions. */
class VerifyDataTest {
  private static final Probes.TablesWithCounts COUNTED =
      new Probes.TablesWithCounts(Seen.enterprise());
  private static final Situation GIVEN = sealed(Seen.sealed("trades", 5));

  @TestFactory
  Stream<DynamicTest> outcomes() {
    return StepTable.of(new VerifyData())
        .asks("it looks at record and counts", GIVEN, Seen.RECORD, COUNTED)
        .row("every sealed row is there", shown(5, 5, 5), "Complete Done")
        .row("clients have written more", shown(7, 7, 7), "Complete Done")
        .row(
            "clients have deleted rows since: the transactions are there",
            shown(7, 7, 3),
            "Complete Done")
        .row("rows are missing that nobody deleted", shown(5, 5, 4), "Fail DataMissing")
        .row("its last row is an earlier one", bounded(0, 8), "Fail DataMissing")
        .row("its first row is a later one", bounded(1, 9), "Fail DataMissing")
        .says("the table is told", bounded(1, 9), "trades (its first or last row is another)")
        .row("a transaction is missing", shown(4, 4, 5), "Fail DataMissing")
        .row("sealed transactions are not all applied", shown(5, 4, 4), "Wait InProgress")
        .row(
            "the table is gone",
            GIVEN.sees(COUNTED, new CountedTables(List.of(), List.of())),
            "Fail DataMissing")
        .row(
            "the table was not counted",
            GIVEN.sees(COUNTED, new CountedTables(List.of(state(5, 5)), List.of())),
            "Wait InProgress")
        .row("Enterprise went down again", GIVEN, "Wait NotServing")
        .row("somebody deleted the seal", shown(5, 5, 5).gone(Seen.RECORD), "Fail LedgerLost")
        .says("the rows that are missing are told", shown(5, 5, 4), "trades (4 of 5 rows)")
        .says("what is not applied is told", shown(5, 4, 4), "trades")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> whatWasNotYetAppliedAtTheSeal() {
    Situation undrained =
        sealed(new SealedTable("trades", "trades~1", true, 5, 4, 5, 0, 9, 1, false));
    return StepTable.of(new VerifyData())
        .row(
            "may have removed rows",
            undrained.sees(COUNTED, counted(state(5, 5), 0)),
            "Complete Done")
        .row(
            "must have been applied",
            undrained.sees(COUNTED, counted(state(5, 4), 5)),
            "Wait InProgress")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> tablesOfTheirOwnKind() {
    Situation view = sealed(new SealedTable("trades", "trades~1", true, 5, 5, 5, 0, 9, 1, true));
    Situation plain =
        sealed(new SealedTable("trades", "trades~1", false, -1, 5, 5, 0, 9, 1, false));
    CountedTables rebuilt =
        counted(new TableState("trades", "trades~1", "M", true, false, 6, 6), 2);
    TableState unlogged = new TableState("trades", "trades~1", "T", false, false, -1, -1);
    return StepTable.of(new VerifyData())
        .row(
            "a materialized view is the server's own work",
            view.sees(COUNTED, rebuilt),
            "Complete Done")
        .row(
            "a table without WAL is compared by its rows",
            plain.sees(COUNTED, counted(unlogged, 5)),
            "Complete Done")
        .row(
            "and must have them all", plain.sees(COUNTED, counted(unlogged, 4)), "Fail DataMissing")
        .rows();
  }

  private static Situation sealed(SealedTable table) {
    return Situation.at(StepName.VERIFY_DATA).keeps(Seen.record(List.of(), table));
  }

  private static Situation shown(long sequencer, long writer, long rows) {
    return GIVEN.sees(COUNTED, counted(state(sequencer, writer), rows));
  }

  private static Situation bounded(long first, long last) {
    return GIVEN.sees(
        COUNTED,
        new CountedTables(List.of(state(5, 5)), List.of(new TableCount("trades", 5, first, last))));
  }

  private static TableState state(long sequencer, long writer) {
    return new TableState("trades", "trades~1", "T", true, false, sequencer, writer);
  }

  private static CountedTables counted(TableState state, long rows) {
    return new CountedTables(List.of(state), List.of(new TableCount("trades", rows, 0, 9)));
  }
}
