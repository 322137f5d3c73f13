package io.questdb.migration.facts;

import java.util.List;

/**
 * The shape of one user table.
 *
 * @param columns name and type of each column in order, for example {@code price DOUBLE}
 */
public record TableSchema(
    String name,
    boolean wal,
    String partitionBy,
    String timestamp,
    boolean dedup,
    List<String> columns) {
  public TableSchema {
    columns = List.copyOf(columns);
  }
}
