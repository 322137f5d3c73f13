package io.questdb.migration.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.questdb.migration.facts.Seal;
import io.questdb.migration.facts.SealedTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the files of a stopped server say, against what the running one said. */
class SealOfRealServerTest {
  static final List<String> STATEMENTS =
      List.of(
          "create table trades (ts timestamp, sym symbol, price double) timestamp(ts)"
              + " partition by day wal",
          "create table quotes (ts timestamp, sym symbol, bid double) timestamp(ts)"
              + " partition by hour wal dedup upsert keys(ts, sym)",
          "create table plain (ts timestamp, v long) timestamp(ts) partition by day bypass wal",
          "create table unordered (v long)",
          "create table empty (ts timestamp, v long) timestamp(ts) partition by day wal",
          "create table nanos (ts timestamp_ns, v long) timestamp(ts) partition by day wal",
          "create table \"pr\u00e9 cios\" (ts timestamp, v long) timestamp(ts) partition by day wal",
          "create table telemetry_of_plant (ts timestamp, v long) timestamp(ts)"
              + " partition by day wal",
          "create table old_name (ts timestamp, v long) timestamp(ts) partition by day wal",
          "create table gone (ts timestamp, v long) timestamp(ts) partition by day wal",
          "create table gone_plain (v long)",
          "create materialized view hourly as (select ts, sym, avg(price) p from trades"
              + " sample by 1h) partition by day",
          "create view cheap as (select * from trades where price < 10)",
          "insert into trades select timestamp_sequence('2026-01-01', 60000000L), 'A', x"
              + " from long_sequence(5000)",
          "insert into trades select timestamp_sequence('2025-12-30', 1000000L), 'B', x"
              + " from long_sequence(300)",
          "insert into quotes select timestamp_sequence('2026-01-01', 1000000L), 'A', x"
              + " from long_sequence(1000)",
          "insert into quotes select timestamp_sequence('2026-01-01', 1000000L), 'A', x"
              + " from long_sequence(1500)",
          "insert into plain select timestamp_sequence('2026-02-01', 1000000L), x"
              + " from long_sequence(700)",
          "insert into unordered select x from long_sequence(42)",
          "insert into nanos select timestamp_sequence('2026-01-01'::timestamp_ns, 1000L), x"
              + " from long_sequence(10)",
          "insert into \"pr\u00e9 cios\" values ('2026-03-01', 1)",
          "insert into telemetry_of_plant values ('2026-03-01', 1)",
          "insert into old_name values ('2026-03-01', 1)",
          "alter table trades add column venue symbol",
          "insert into gone values ('2026-03-01', 1)",
          "rename table old_name to new_name",
          "rename table unordered to renamed_plain",
          "drop table gone",
          "drop table gone_plain",
          "create table gone (ts timestamp, v long) timestamp(ts) partition by day wal",
          "insert into gone values ('2026-04-01', 7)");

  private static final List<String> TABLES =
      List.of(
          "empty",
          "gone",
          "hourly",
          "nanos",
          "new_name",
          "plain",
          "pr\u00e9 cios",
          "quotes",
          "renamed_plain",
          "telemetry_of_plant",
          "trades");

  @TempDir private Path temp;

  @Test
  void theFilesOfAStoppedServerSayWhatSqlSaid() throws Exception {
    // Given a server with every kind of table, all written transactions applied
    Path root = Files.createDirectory(temp.resolve("root"));
    Map<String, JsonNode> counts = new TreeMap<>();
    Map<String, JsonNode> transactions;
    try (QuestDbProcess server = QuestDbProcess.start(root, temp.resolve("first.log"))) {
      for (String statement : STATEMENTS) {
        server.sql(statement);
      }
      awaitDrained(server);
      for (String table : TABLES) {
        counts.put(table, counts(server, table));
      }
      transactions = transactions(server);

      // When it is stopped
      assertThat(server.stop()).isEqualTo(143);
    }
    Seal seal = seal(root);

    // Then the seal has the same tables, counts, bounds and transactions
    Map<String, SealedTable> byName =
        seal.tables().stream().collect(Collectors.toMap(SealedTable::name, Function.identity()));
    assertThat(byName.keySet()).containsExactlyInAnyOrderElementsOf(TABLES);
    byName.forEach((name, table) -> assertSame(table, counts.get(name), transactions.get(name)));
    assertThat(byName.get("hourly").materializedView()).isTrue();
    assertThat(byName.get("new_name").directory()).startsWith("old_name~");

    // And a start and stop without a write changes nothing
    try (QuestDbProcess server = QuestDbProcess.start(root, temp.resolve("second.log"))) {
      awaitDrained(server);
      server.stop();
    }
    assertThat(seal(root)).isEqualTo(seal);
  }

  private static void assertSame(SealedTable table, JsonNode counts, JsonNode transactions) {
    assertThat(table.rows()).as(table.name()).isEqualTo(counts.get(0).asLong());
    if (table.rows() == 0) {
      assertThat(table.minTimestamp()).isEqualTo(Long.MAX_VALUE);
      assertThat(table.maxTimestamp()).isEqualTo(Long.MIN_VALUE);
    } else if (counts.size() > 1) {
      ChronoUnit unit = table.name().equals("nanos") ? ChronoUnit.NANOS : ChronoUnit.MICROS;
      assertThat(at(table.minTimestamp(), unit)).as(table.name()).isEqualTo(instant(counts, 1));
      assertThat(at(table.maxTimestamp(), unit)).as(table.name()).isEqualTo(instant(counts, 2));
    }
    assertThat(table.wal()).as(table.name()).isEqualTo(transactions != null);
    if (transactions != null) {
      assertThat(table.sequencerTxn()).as(table.name()).isEqualTo(transactions.get(2).asLong());
      assertThat(table.appliedTxn()).as(table.name()).isEqualTo(transactions.get(1).asLong());
      assertThat(table.drained()).isTrue();
    } else {
      assertThat(table.sequencerTxn()).isEqualTo(-1);
      assertThat(table.committedTxn()).isPositive();
    }
  }

  private static Instant at(long timestamp, ChronoUnit unit) {
    return Instant.EPOCH.plus(timestamp, unit);
  }

  private static Instant instant(JsonNode counts, int column) {
    return Instant.parse(counts.get(column).asText());
  }

  private static JsonNode counts(QuestDbProcess server, String table) throws Exception {
    String bounds = table.equals("renamed_plain") ? "" : ", min(ts), max(ts)";
    return server.sql("select count()" + bounds + " from \"" + table + "\"").get(0);
  }

  private static Map<String, JsonNode> transactions(QuestDbProcess server) throws Exception {
    Map<String, JsonNode> byName = new TreeMap<>();
    server
        .sql("select name, writerTxn, sequencerTxn from wal_tables()")
        .forEach(row -> byName.put(row.get(0).asText(), row));
    return byName;
  }

  static void awaitDrained(QuestDbProcess server) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                server.sql("select 1 from wal_tables() where writerTxn <> sequencerTxn").isEmpty()
                    && !server
                        .sql(
                            "select 1 from wal_tables() where name = 'hourly' and"
                                + " writerTxn > 0")
                        .isEmpty());
  }

  private static Seal seal(Path root) throws Exception {
    SealReading reading = SealReader.read(root.resolve("db"));
    assertThat(reading).isInstanceOf(SealReading.Complete.class);
    return ((SealReading.Complete) reading).seal();
  }
}
