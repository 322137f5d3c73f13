package io.questdb.migration.adapter.questdb;

import io.questdb.migration.adapter.questdb.Rows.Row;
import io.questdb.migration.facts.Parameter;
import io.questdb.migration.facts.SystemTables;
import io.questdb.migration.facts.TableSchema;
import io.questdb.migration.facts.TableState;
import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.PortException;
import io.questdb.migration.ports.Sql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a server says about its tables and its configuration. The columns of its catalogues differ
 * between versions.
 */
final class Catalogue {
  private final SqlClient client;

  Catalogue(SqlClient client) {
    this.client = client;
  }

  List<TableState> tables(Endpoint endpoint) {
    // In this order, so that a table without its WAL row is one that was dropped in between.
    List<Row> tables = userTables(endpoint).toList();
    Map<String, Row> wal = new HashMap<>();
    rows(endpoint, "select * from wal_tables()").forEach(row -> wal.put(row.text("name"), row));
    List<TableState> states = new ArrayList<>();
    for (Row table : tables) {
      Row state = wal.get(table.text("table_name"));
      if (state != null || !table.flag("walEnabled")) {
        states.add(state(table, state));
      }
    }
    return states;
  }

  List<TableSchema> schema(Endpoint endpoint) {
    List<Row> tables = userTables(endpoint).toList();
    Map<String, List<String>> columns =
        columns(endpoint)
            .collect(
                Collectors.groupingBy(
                    row -> row.text("table_name"),
                    Collectors.mapping(
                        row -> row.text("column_name") + " " + row.text("data_type"),
                        Collectors.toList())));
    return tables.stream()
        .filter(table -> columns.containsKey(table.text("table_name")))
        .map(table -> schema(table, columns.get(table.text("table_name"))))
        .toList();
  }

  /** The designated timestamp of each user table; an empty text for none. */
  Map<String, String> timestamps(Endpoint endpoint) {
    return userTables(endpoint)
        .collect(
            Collectors.toMap(
                row -> row.text("table_name"), row -> row.text("designatedTimestamp")));
  }

  Map<String, Parameter> parameters(Endpoint endpoint, Collection<String> keys) {
    return rows(endpoint, "select property_path, value, value_source from (show parameters)")
        .filter(row -> keys.contains(row.text(0)))
        .map(row -> new Parameter(row.text(0), row.text(1), row.text(2)))
        .collect(Collectors.toMap(Parameter::key, parameter -> parameter));
  }

  private Stream<Row> userTables(Endpoint endpoint) {
    return rows(endpoint, "select * from tables()")
        .filter(table -> !SystemTables.contains(table.text("table_name")))
        .sorted(Comparator.comparing(table -> table.text("table_name")));
  }

  /**
   * QuestDB's own type names of all columns: until 9.0 {@code columns()} had them, which now speaks
   * PostgreSQL's.
   */
  private Stream<Row> columns(Endpoint endpoint) {
    try {
      return rows(endpoint, "select * from information_schema.questdb_columns()");
    } catch (PortException.Rejected older) {
      return rows(endpoint, "select * from information_schema.columns()");
    }
  }

  private Stream<Row> rows(Endpoint endpoint, String select) {
    return client.run(endpoint, Sql.of(select)).stream();
  }

  private static TableState state(Row table, Row wal) {
    return new TableState(
        table.text("table_name"),
        table.text("directoryName"),
        kind(table),
        wal != null,
        wal != null && wal.flag("suspended"),
        wal == null ? -1 : wal.number("sequencerTxn"),
        wal == null ? -1 : wal.number("writerTxn"));
  }

  private static TableSchema schema(Row table, List<String> columns) {
    return new TableSchema(
        table.text("table_name"),
        table.flag("walEnabled"),
        table.text("partitionBy"),
        table.text("designatedTimestamp"),
        table.flag("dedup"),
        columns);
  }

  private static String kind(Row table) {
    if (table.has("table_type")) {
      return table.text("table_type");
    }
    return table.has("matView") && table.flag("matView") ? "M" : "T";
  }
}
