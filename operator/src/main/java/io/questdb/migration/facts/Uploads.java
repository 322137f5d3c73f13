package io.questdb.migration.facts;

import java.util.List;

/**
 * How far a primary has uploaded. The tables were read before the metric, so that no table seems
 * further than it is.
 */
public record Uploads(List<TableState> tables, List<PendingUpload> pending) {
  public Uploads {
    tables = List.copyOf(tables);
    pending = List.copyOf(pending);
  }

  /** Transactions of all tables that are still to be uploaded. */
  public long left() {
    return pending.stream().mapToLong(PendingUpload::transactions).sum();
  }

  /**
   * The last transaction of a table that is uploaded for certain. Where the metric does not tell
   * the table apart, all that is left may be its own.
   */
  public long uploadedTxn(TableState table) {
    List<PendingUpload> own =
        pending.stream()
            .filter(
                sample ->
                    sample.labels().contains(table.name())
                        || sample.labels().contains(table.directory()))
            .toList();
    long left = own.isEmpty() ? left() : own.stream().mapToLong(PendingUpload::transactions).sum();
    return table.sequencerTxn() - left;
  }
}
