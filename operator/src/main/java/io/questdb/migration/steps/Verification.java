package io.questdb.migration.steps;

import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.SealedTable;
import io.questdb.migration.facts.TableCount;
import io.questdb.migration.facts.TableSchema;
import io.questdb.migration.facts.TableState;
import io.questdb.migration.facts.Uploads;
import io.questdb.migration.volume.SealLines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Enterprise shows against what was sealed. A materialized view is the server's own work and
 * only has to be there; a table that clients write is compared by transaction, because its count
 * moves.
 */
final class Verification {
  private final List<SealedTable> sealed;
  private final List<TableSchema> recorded;
  private final Map<String, TableState> shown;

  private Verification(
      List<SealedTable> sealed, List<TableSchema> recorded, Map<String, TableState> shown) {
    this.sealed = sealed;
    this.recorded = recorded;
    this.shown = shown;
  }

  static Verification of(RunRecord record, List<TableState> tables) {
    return new Verification(
        SealLines.read(record.entries().get(RunRecord.SEAL)).tables(),
        Arrays.asList(Answers.read(record.entries().get(RunRecord.SCHEMA), TableSchema[].class)),
        tables.stream().collect(Collectors.toMap(TableState::name, Function.identity())));
  }

  int size() {
    return sealed.size();
  }

  long rows() {
    return sealed.stream().mapToLong(SealedTable::rows).sum();
  }

  /** Sealed tables that are not there, are suspended, or whose sequencer is behind. */
  List<String> missing() {
    List<String> lost = new ArrayList<>();
    for (SealedTable table : sealed) {
      TableState state = shown.get(table.name());
      if (state == null) {
        lost.add(table.name() + " (missing)");
      } else if (state.suspended()) {
        lost.add(table.name() + " (suspended)");
      } else if (table.wal() && state.sequencerTxn() < table.sequencerTxn()) {
        lost.add(
            table.name()
                + " (transaction "
                + state.sequencerTxn()
                + " of "
                + table.sequencerTxn()
                + ")");
      }
    }
    return lost;
  }

  /**
   * Recorded tables that no longer have what they had; clients that are let in may have added more.
   */
  List<String> changed(List<TableSchema> schema) {
    Map<String, TableSchema> now =
        schema.stream().collect(Collectors.toMap(TableSchema::name, Function.identity()));
    return recorded.stream()
        .filter(
            before -> {
              TableSchema after = now.get(before.name());
              return after == null
                  || after.wal() != before.wal()
                  || after.dedup() != before.dedup()
                  || !after.partitionBy().equals(before.partitionBy())
                  || !after.timestamp().equals(before.timestamp())
                  || !after.columns().containsAll(before.columns());
            })
        .map(TableSchema::name)
        .toList();
  }

  /**
   * Tables that nobody has written since the seal and that hold fewer rows or a shorter time. What
   * was committed and not yet applied at the seal may itself have removed rows: such a table has no
   * count to hold.
   */
  List<String> fewer(List<TableCount> counts) {
    Map<String, TableCount> byName = byName(counts);
    return comparable()
        .filter(table -> byName.containsKey(table.name()))
        .filter(table -> table.drained() && applied(table) && unmoved(table))
        .flatMap(table -> less(table, byName.get(table.name())).stream())
        .toList();
  }

  private static Optional<String> less(SealedTable before, TableCount now) {
    if (now.rows() < before.rows()) {
      return Optional.of(before.name() + " (" + now.rows() + " of " + before.rows() + " rows)");
    }
    boolean shorter =
        now.minTimestamp() > before.minTimestamp() || now.maxTimestamp() < before.maxTimestamp();
    return shorter
        ? Optional.of(before.name() + " (its first or last row is another)")
        : Optional.empty();
  }

  /** Tables whose sealed transactions are not all applied, or that were not counted. */
  List<String> pending(List<TableCount> counts) {
    Map<String, TableCount> byName = byName(counts);
    return comparable()
        .filter(table -> !applied(table) || !byName.containsKey(table.name()))
        .map(SealedTable::name)
        .toList();
  }

  /** Sealed tables of which not every sealed transaction is uploaded yet. */
  List<String> notUploaded(Uploads uploads) {
    return comparable()
        .filter(SealedTable::wal)
        .filter(table -> uploads.uploadedTxn(shown.get(table.name())) < table.sequencerTxn())
        .map(SealedTable::name)
        .toList();
  }

  private Stream<SealedTable> comparable() {
    return sealed.stream()
        .filter(table -> !table.materializedView() && shown.containsKey(table.name()));
  }

  private boolean applied(SealedTable table) {
    return !table.wal() || shown.get(table.name()).writerTxn() >= table.sequencerTxn();
  }

  private boolean unmoved(SealedTable table) {
    return !table.wal() || shown.get(table.name()).sequencerTxn() == table.sequencerTxn();
  }

  private static Map<String, TableCount> byName(List<TableCount> counts) {
    return counts.stream().collect(Collectors.toMap(TableCount::name, Function.identity()));
  }
}
