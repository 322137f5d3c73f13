package io.questdb.migration.facts;

import java.util.Comparator;
import java.util.List;

/**
 * The fingerprint of a stopped database: equal sequencer transactions mean that nothing was
 * committed in between. System tables and views, which hold no user rows, are not part of it.
 *
 * @param tables the user tables, ordered by directory
 */
public record Seal(List<SealedTable> tables) {
  public Seal {
    tables = tables.stream().sorted(Comparator.comparing(SealedTable::directory)).toList();
  }
}
