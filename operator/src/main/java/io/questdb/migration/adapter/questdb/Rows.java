package io.questdb.migration.adapter.questdb;

import com.fasterxml.jackson.databind.JsonNode;
import io.questdb.migration.ports.PortException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The rows of one answer. What we select is addressed by position, because a server's versions name
 * the same expression differently; what a {@code SHOW} or a catalogue lists is addressed by name,
 * because their columns grow.
 */
final class Rows {
  private final List<String> columns = new ArrayList<>();
  private final JsonNode dataset;

  Rows(JsonNode answer) {
    answer.path("columns").forEach(column -> columns.add(column.path("name").asText()));
    dataset = answer.path("dataset");
  }

  Stream<Row> stream() {
    return StreamSupport.stream(dataset.spliterator(), false).map(Row::new);
  }

  /** The only row there is. */
  Row single() {
    return stream()
        .findFirst()
        .orElseThrow(() -> new PortException.Rejected("The server answered without a row"));
  }

  /** One row; a null is an empty text, false, or the given number. */
  final class Row {
    private final JsonNode values;

    private Row(JsonNode values) {
      this.values = values;
    }

    boolean has(String column) {
      return columns.contains(column);
    }

    String text(int position) {
      JsonNode value = values.path(position);
      return value.isNull() ? "" : value.asText();
    }

    String text(String column) {
      return text(position(column));
    }

    boolean flag(int position) {
      return values.path(position).asBoolean();
    }

    boolean flag(String column) {
      return flag(position(column));
    }

    long number(int position, long whenNull) {
      return values.path(position).asLong(whenNull);
    }

    long number(String column) {
      return number(position(column), -1);
    }

    private int position(String column) {
      int position = columns.indexOf(column);
      if (position < 0) {
        throw new PortException.Rejected(
            "The server's answer has no column " + column + ", only " + columns);
      }
      return position;
    }
  }
}
