package io.questdb.migration.adapter.questdb;

import io.questdb.migration.adapter.questdb.Rows.Row;
import io.questdb.migration.facts.TableCount;
import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.Sql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Counts many tables with few statements: one statement for each costs milliseconds a table. */
final class TableCounts {
  /**
   * Far below what a server takes by default: 64 KiB (questdb docs:
   * http.request.header.buffer.size).
   */
  private static final int LONGEST_TARGET = 8_000;

  private static final String UNION = " union all ";

  private final SqlClient client;
  private final Catalogue catalogue;

  TableCounts(SqlClient client, Catalogue catalogue) {
    this.client = client;
    this.catalogue = catalogue;
  }

  List<TableCount> count(Endpoint endpoint, Collection<String> tables) {
    Map<String, String> timestamps = catalogue.timestamps(endpoint);
    List<String> known = tables.stream().filter(timestamps::containsKey).toList();
    List<TableCount> counts = new ArrayList<>();
    for (Sql batch : batches(known, timestamps)) {
      client.run(endpoint, batch).stream()
          .map(row -> count(row, known, timestamps))
          .forEach(counts::add);
    }
    return counts;
  }

  private static List<Sql> batches(List<String> tables, Map<String, String> timestamps) {
    List<Sql> batches = new ArrayList<>();
    Sql batch = null;
    int length = 0;
    for (int i = 0; i < tables.size(); i++) {
      Sql select = select(i, tables.get(i), timestamps.get(tables.get(i)));
      int more = SqlClient.target(select).length() + UNION.length();
      if (batch == null || length + more > LONGEST_TARGET) {
        batch = select;
        length = more;
        batches.add(batch);
      } else {
        batch.append(UNION).append(select.text());
        length += more;
      }
    }
    return batches;
  }

  /**
   * One row about a table, also about an empty one. Its number stands for its name. A table without
   * a designated timestamp repeats its count: next to {@code cast(null as long)} the server takes
   * the select for a GROUP BY, which has no row for an empty table.
   */
  private static Sql select(int number, String table, String timestamp) {
    Sql select = Sql.of("select " + number + ",count(),");
    if (timestamp.isEmpty()) {
      select.append("count(),count()");
    } else {
      select.append("cast(min(").name(timestamp).append(")as long),");
      select.append("cast(max(").name(timestamp).append(")as long)");
    }
    return select.append("from ").name(table);
  }

  private static TableCount count(Row row, List<String> tables, Map<String, String> timestamps) {
    String table = tables.get((int) row.number(0, -1));
    boolean timed = !timestamps.get(table).isEmpty();
    return new TableCount(
        table,
        row.number(1, 0),
        timed ? row.number(2, Long.MAX_VALUE) : Long.MAX_VALUE,
        timed ? row.number(3, Long.MIN_VALUE) : Long.MIN_VALUE);
  }
}
