package io.questdb.migration.volume;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.questdb.migration.facts.Seal;
import io.questdb.migration.facts.SealedTable;
import java.util.ArrayList;
import java.util.List;

/**
 * The seal as text: one JSON object a line for each table. One table's line always has the same
 * bytes, so that the hash of the lines identifies the seal.
 */
public final class SealLines {
  private SealLines() {}

  /** Writes the seal, each line with a line feed; ASCII. */
  public static String write(Seal seal) {
    StringBuilder lines = new StringBuilder();
    for (SealedTable table : seal.tables()) {
      lines.append(Json.write(table)).append('\n');
    }
    return lines.toString();
  }

  /**
   * Reads a container's log. Lines that are not JSON objects are left out: the Java runtime may
   * write warnings to the same log. Compare {@link #sha256} with the termination message.
   *
   * @throws IllegalArgumentException for an object that is no sealed table
   */
  public static Seal read(String log) {
    List<SealedTable> tables = new ArrayList<>();
    for (String line : log.lines().toList()) {
      if (line.startsWith("{")) {
        try {
          tables.add(Json.MAPPER.readValue(line, SealedTable.class));
        } catch (JsonProcessingException e) {
          throw new IllegalArgumentException("the log has a line that is no sealed table", e);
        }
      }
    }
    return new Seal(tables);
  }

  /** The hash of {@link #write}. */
  public static String sha256(Seal seal) {
    return Sha256.of(write(seal));
  }
}
