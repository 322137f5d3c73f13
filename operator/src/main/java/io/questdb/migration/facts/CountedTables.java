package io.questdb.migration.facts;

import java.util.List;

/**
 * Tables with their exact counts. The tables were read after the counts, so a table that looks
 * unmoved was not written while it was counted.
 */
public record CountedTables(List<TableState> tables, List<TableCount> counts) {
  public CountedTables {
    tables = List.copyOf(tables);
    counts = List.copyOf(counts);
  }
}
