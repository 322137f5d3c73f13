package io.questdb.migration.lab.stage;

import io.questdb.migration.lab.client.DatabaseClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tables of the demo, and what can be counted in them. */
public final class Tables {
  /** Fed by the writer while everything else happens. */
  public static final String LIVE = "live";

  private static final List<String> FIXED = List.of("quotes", "trades");

  private Tables() {}

  /**
   * One table with deduplication, one partitioned by day with many rows, one for the writer.
   *
   * @param trades rows of the large one
   */
  public static void create(DatabaseClient database, long trades) {
    database.sql(
        "create table quotes (ts timestamp, symbol symbol, bid double) timestamp(ts) "
            + "partition by day wal dedup upsert keys(ts, symbol)");
    database.sql(
        "insert into quotes select timestamp_sequence('2026-01-01', 1000000), "
            + "rnd_symbol('AAPL','MSFT'), rnd_double() from long_sequence(1000)");
    database.sql(
        "create table trades (ts timestamp, symbol symbol, price double, amount long) "
            + "timestamp(ts) partition by day wal");
    database.sql(
        "insert into trades select timestamp_sequence('2026-01-01', 500000), "
            + "rnd_symbol('AAPL','MSFT','NVDA'), rnd_double() * 100, x from long_sequence("
            + trades
            + ")");
    database.sql(
        "create table live (ts timestamp, id long, price double) timestamp(ts) "
            + "partition by day wal");
    Patience.until(
        "the tables are filled",
        Duration.ofSeconds(60),
        () -> database.number("select count() from trades") == trades);
  }

  /** Rows of each table. */
  public static Map<String, Long> counts(DatabaseClient database) {
    Map<String, Long> counts = new TreeMap<>();
    List<String> names = new ArrayList<>(FIXED);
    names.add(LIVE);
    for (String name : names) {
      counts.put(name, database.number("select count() from " + name));
    }
    return counts;
  }

  /**
   * Rows that are not there although they should be.
   *
   * @param before the counts of a moment at which the fixed tables were complete
   * @param acknowledged rows that the writer was told are written
   */
  public static long lost(DatabaseClient database, Map<String, Long> before, long acknowledged) {
    long distinct = database.number("select count_distinct(id) from " + LIVE);
    long lost = Math.max(0, acknowledged - distinct);
    Map<String, Long> after = counts(database);
    for (String name : FIXED) {
      lost += Math.max(0, before.get(name) - after.get(name));
    }
    return lost;
  }
}
