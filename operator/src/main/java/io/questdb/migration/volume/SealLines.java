package io.questdb.migration.volume;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.questdb.migration.facts.Seal;
import io.questdb.migration.facts.SealDigest;
import io.questdb.migration.facts.SealedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The seal as text: one JSON object a line for each table. One table's line always has the same
 * bytes, so that the hash of the lines identifies the seal. In a log a line with the digest follows
 * when all of them are written.
 */
public final class SealLines {
  private static final String END = "sealed ";

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
   * write warnings to the same log. Compare {@link #sha256} with the {@link #digest}.
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

  /** The line that ends a seal in a log, with a line feed. */
  static String end(SealDigest digest) {
    return END + Json.write(digest) + "\n";
  }

  /**
   * The digest that ends a container's log; empty while it is not wholly written.
   *
   * @throws IllegalArgumentException for a last line that is no digest
   */
  public static Optional<SealDigest> digest(String log) {
    int start = log.startsWith(END) ? 0 : log.indexOf("\n" + END) + 1;
    int end = log.indexOf('\n', start);
    if (end < 0 || !log.startsWith(END, start)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Json.MAPPER.readValue(log.substring(start + END.length(), end), SealDigest.class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the log does not end with a digest", e);
    }
  }

  /** The hash of {@link #write}. */
  public static String sha256(Seal seal) {
    return Sha256.of(write(seal));
  }
}
