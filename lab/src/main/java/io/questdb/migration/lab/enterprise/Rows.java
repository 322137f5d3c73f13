package io.questdb.migration.lab.enterprise;

import io.questdb.cairo.AbstractRecordCursorFactory;
import io.questdb.cairo.ColumnType;
import io.questdb.cairo.GenericRecordMetadata;
import io.questdb.cairo.TableColumnMetadata;
import io.questdb.cairo.TableUtils;
import io.questdb.cairo.sql.NoRandomAccessRecordCursor;
import io.questdb.cairo.sql.Record;
import io.questdb.cairo.sql.RecordCursor;
import io.questdb.griffin.PlanSink;
import io.questdb.griffin.SqlExecutionContext;
import io.questdb.std.Chars;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;

/** Rows made in Java, anew for each execution: what SHOW lists and what a new token is shown in. */
final class Rows extends AbstractRecordCursorFactory {
  private final Function<String, List<List<Object>>> rows;

  /** A column; values are {@code String}, {@code Boolean} or {@code Instant} by its type. */
  record Column(String name, int type) {
    static Column text(String name) {
      return new Column(name, ColumnType.STRING);
    }

    static Column flag(String name) {
      return new Column(name, ColumnType.BOOLEAN);
    }

    static Column time(String name) {
      return new Column(name, ColumnType.TIMESTAMP);
    }
  }

  /**
   * @param rows makes the rows for the principal who asks
   */
  Rows(List<Column> columns, Function<String, List<List<Object>>> rows) {
    super(metadata(columns));
    this.rows = rows;
  }

  @Override
  public RecordCursor getCursor(SqlExecutionContext context) {
    return new Cursor(rows.apply(Chars.toString(context.getSecurityContext().getPrincipal())));
  }

  @Override
  public boolean recordCursorSupportsRandomAccess() {
    return false;
  }

  @Override
  public void toPlan(PlanSink sink) {
    sink.type("access control");
  }

  private static GenericRecordMetadata metadata(List<Column> columns) {
    GenericRecordMetadata metadata = new GenericRecordMetadata();
    columns.forEach(column -> metadata.add(new TableColumnMetadata(column.name(), column.type())));
    return metadata;
  }

  private static final class Cursor implements NoRandomAccessRecordCursor, Record {
    private final List<List<Object>> rows;
    private int row = -1;

    Cursor(List<List<Object>> rows) {
      this.rows = rows;
    }

    @Override
    public boolean getBool(int column) {
      return (Boolean) value(column);
    }

    @Override
    public CharSequence getStrA(int column) {
      return (String) value(column);
    }

    @Override
    public CharSequence getStrB(int column) {
      return getStrA(column);
    }

    @Override
    public int getStrLen(int column) {
      return TableUtils.lengthOf(getStrA(column));
    }

    @Override
    public long getTimestamp(int column) {
      return ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) value(column));
    }

    @Override
    public Record getRecord() {
      return this;
    }

    @Override
    public boolean hasNext() {
      return ++row < rows.size();
    }

    @Override
    public long size() {
      return rows.size();
    }

    @Override
    public void toTop() {
      row = -1;
    }

    @Override
    public long preComputedStateSize() {
      return 0;
    }

    @Override
    public void close() {
      // Holds nothing but memory.
    }

    private Object value(int column) {
      return rows.get(row).get(column);
    }
  }
}
