package io.questdb.migration.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.questdb.migration.facts.Admission;
import io.questdb.migration.facts.Checkpoint;
import io.questdb.migration.facts.Edition;
import io.questdb.migration.facts.Parameter;
import io.questdb.migration.facts.TableCount;
import io.questdb.migration.facts.TableSchema;
import io.questdb.migration.facts.TableState;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every implementation of {@link Database} promises, whichever server it talks to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DatabaseContract {

  /**
   * A running server; its configuration file says {@code dev.mode.enabled=true}, so that tables can
   * be suspended.
   */
  public interface Server extends AutoCloseable {
    Database database();

    /** With a login that may do everything, if the server wants one. */
    Endpoint endpoint();

    Edition edition();

    @Override
    void close();
  }

  protected abstract Server start() throws Exception;

  private Server server;

  @BeforeAll
  void startServer() throws Exception {
    server = start();
  }

  @AfterAll
  void stopServer() {
    server.close();
  }

  protected final Server server() {
    return server;
  }

  @Test
  void aServerSaysItsEditionAndVersion() {
    assertThat(server.database().identity(endpoint()).edition()).isEqualTo(server.edition());
    assertThat(server.database().identity(endpoint()).version()).matches("\\d+\\.\\d+\\.\\d+.*");
  }

  @Test
  void aGoodLoginIsAdmitted() {
    assertThat(server.database().admission(endpoint())).isEqualTo(Admission.ADMITTED);
  }

  @Test
  void aCheckpointIsHeldFromItsCreationToItsRelease() {
    assertThat(server.database().checkpoint(endpoint()))
        .isEqualTo(new Checkpoint(false, Optional.empty()));

    server.database().enterCheckpoint(endpoint(), Duration.ofMinutes(1));
    Checkpoint held = server.database().checkpoint(endpoint());
    assertThat(held.held()).isTrue();
    assertThat(held.startedAt()).isPresent();
    assertThatThrownBy(() -> server.database().enterCheckpoint(endpoint(), Duration.ofMinutes(1)))
        .as("a second one")
        .isInstanceOf(PortException.Rejected.class);
    assertThat(server.database().checkpoint(endpoint())).isEqualTo(held);

    server.database().releaseCheckpoint(endpoint());
    server.database().releaseCheckpoint(endpoint());
    assertThat(server.database().checkpoint(endpoint()).held()).isFalse();
  }

  @Test
  void userTablesAreListedWithTheirTransactions() {
    run("create table states_wal (ts timestamp, v int) timestamp(ts) partition by day wal");
    run("create table states_plain (v int)");
    run("create table states_gone (ts timestamp) timestamp(ts) partition by day wal");
    run("create table telemetry_of_mine (v int)");
    run(
        "create materialized view states_mat as (select ts, count() c from states_wal sample by 1h) partition by day");
    run("insert into states_wal values (0, 1)");
    run("insert into states_wal values (1, 2)");
    run("drop table states_gone");
    awaitApplied("states_wal", 2);

    Map<String, TableState> tables = tables();
    assertThat(tables)
        .containsKeys("states_wal", "states_plain", "states_mat", "telemetry_of_mine")
        .doesNotContainKeys(
            "states_gone", "telemetry", "telemetry_config", "_query_trace", "sys.telemetry_wal");
    TableState wal = tables.get("states_wal");
    assertThat(wal)
        .isEqualTo(new TableState("states_wal", wal.directory(), "T", true, false, 2, 2));
    assertThat(wal.directory()).startsWith("states_wal~");
    assertThat(tables.get("states_plain"))
        .isEqualTo(new TableState("states_plain", "states_plain", "T", false, false, -1, -1));
    assertThat(tables.get("states_mat").kind()).isEqualTo("M");
  }

  @Test
  void aSuspendedTableFallsBehindAndIsShown() {
    run("create table suspended (ts timestamp, v int) timestamp(ts) partition by day wal");
    run("alter table suspended suspend wal");
    run("insert into suspended values (0, 1)");

    TableState table = tables().get("suspended");
    assertThat(table.suspended()).isTrue();
    assertThat(table.sequencerTxn()).isEqualTo(1);
    assertThat(table.writerTxn()).isZero();
  }

  @Test
  void aSchemaNamesColumnsInOrderWithTheServersOwnTypes() {
    run(
        "create table schema_wal (ts timestamp_ns, s symbol, d decimal(10,2), g geohash(5b), a"
            + " double[]) timestamp(ts) partition by hour wal dedup upsert keys(ts, s)");
    run("create table schema_plain (\"two words\" varchar, n long)");

    assertThat(server.database().schema(endpoint()))
        .contains(
            new TableSchema(
                "schema_wal",
                true,
                "HOUR",
                "ts",
                true,
                List.of(
                    "ts TIMESTAMP_NS",
                    "s SYMBOL",
                    "d DECIMAL(10,2)",
                    "g GEOHASH(1c)",
                    "a DOUBLE[]")),
            new TableSchema(
                "schema_plain", false, "NONE", "", false, List.of("two words VARCHAR", "n LONG")));
  }

  @Test
  void countsAreExactAndBoundsInTheUnitsOfTheTable() {
    run(
        "create table \"count micro é\" (\"the ts\" timestamp) timestamp(\"the ts\") partition by day wal");
    run("create table count_nano (ts timestamp_ns) timestamp(ts) partition by day wal");
    run("create table count_direct (ts timestamp) timestamp(ts) partition by day bypass wal");
    run("create table count_empty (ts timestamp) timestamp(ts) partition by day wal");
    run("create table count_plain_empty (v int)");
    run("create table count_plain (v int)");
    run(
        "insert into \"count micro é\" values ('2026-01-01T00:00:00.000001Z'), ('2026-01-03T00:00:00.000002Z')");
    run(
        "insert into count_nano values ('2026-01-01T00:00:00.000000001Z'), ('2026-01-02T00:00:00.999999999Z')");
    run("insert into count_direct values (3), (0), (7)");
    run("insert into count_plain values (1), (2)");
    awaitApplied("count micro é", 1);
    awaitApplied("count_nano", 1);

    assertThat(
            counts(
                "count_plain_empty",
                "count micro é",
                "count_nano",
                "no such table",
                "count_direct",
                "count_empty",
                "count_plain"))
        .containsExactly(
            new TableCount("count_plain_empty", 0, Long.MAX_VALUE, Long.MIN_VALUE),
            new TableCount("count micro é", 2, 1767225600000001L, 1767398400000002L),
            new TableCount("count_nano", 2, 1767225600000000001L, 1767312000999999999L),
            new TableCount("count_direct", 3, 0, 7),
            new TableCount("count_empty", 0, Long.MAX_VALUE, Long.MIN_VALUE),
            new TableCount("count_plain", 2, Long.MAX_VALUE, Long.MIN_VALUE));
    assertThat(counts()).isEmpty();
  }

  @Test
  void manyTablesAreCountedInSeveralStatements() {
    String longName = "n".repeat(100);
    for (int i = 0; i < 80; i++) {
      run("create table " + longName + i + " (v int)");
    }
    String[] names = new String[80];
    Arrays.setAll(names, i -> longName + i);

    assertThat(counts(names)).extracting(TableCount::name).containsExactly(names);
  }

  @Test
  void parametersSayTheirSource() {
    Map<String, Parameter> parameters =
        server
            .database()
            .parameters(
                endpoint(),
                List.of("cairo.max.swap.file.count", "dev.mode.enabled", "no.such.key"));

    assertThat(parameters).containsOnlyKeys("cairo.max.swap.file.count", "dev.mode.enabled");
    assertThat(parameters.get("dev.mode.enabled"))
        .isEqualTo(new Parameter("dev.mode.enabled", "true", "conf"));
    assertThat(parameters.get("cairo.max.swap.file.count").source()).isEqualTo("default");
  }

  @Test
  void aRefusedStatementIsExplainedUnlessItHoldsALiteral() {
    assertThatThrownBy(() -> run("drop table nowhere_to_be_found"))
        .isInstanceOf(PortException.Rejected.class)
        .hasMessageContaining("nowhere_to_be_found");

    Sql secret = Sql.of("drop table ").literal("hush hush");
    assertThatThrownBy(() -> server.database().execute(endpoint(), secret))
        .isInstanceOf(PortException.Rejected.class)
        .hasMessageStartingWith("DROP")
        .hasMessageNotContaining("hush")
        .satisfies(e -> assertThat(e.getCause()).isNull());
  }

  @Test
  void aServerThatHasStoppedIsUnavailable() throws Exception {
    Server other = start();
    other.database().identity(other.endpoint());
    other.close();

    assertThatThrownBy(() -> other.database().identity(other.endpoint()))
        .isInstanceOf(PortException.Unavailable.class);
    assertThatThrownBy(() -> other.database().checkpoint(other.endpoint()))
        .isInstanceOf(PortException.Unavailable.class);
    assertThatThrownBy(() -> other.database().admission(other.endpoint()))
        .isInstanceOf(PortException.Unavailable.class);
  }

  private Endpoint endpoint() {
    return server.endpoint();
  }

  private void run(String statement) {
    server.database().execute(endpoint(), Sql.of(statement));
  }

  private List<TableCount> counts(String... tables) {
    return server.database().counts(endpoint(), List.of(tables));
  }

  private Map<String, TableState> tables() {
    return server.database().tables(endpoint()).stream()
        .collect(Collectors.toMap(TableState::name, table -> table));
  }

  private void awaitApplied(String table, long transaction) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> tables().get(table).writerTxn() == transaction);
  }
}
