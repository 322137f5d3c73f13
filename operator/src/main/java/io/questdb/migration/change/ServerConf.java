package io.questdb.migration.change;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * QuestDB's {@code conf/server.conf}, and its merge with the properties of a migration.
 *
 * <p>The server reads the file with {@link Properties#load(java.io.InputStream)}, that is, as ISO
 * 8859-1: text decoded that way has the server's values, and encoded again it has the same bytes.
 * What the merge writes is ASCII in any case.
 *
 * <p>A merged text is the original, in which each assignment of a property that the migration sets
 * is turned into a comment, followed by one block between {@value #BEGIN} and {@value #END}. {@link
 * #original} takes both back, byte for byte. Merging a merged text first takes the earlier merge
 * back, so that merging twice is merging once. Immutable.
 */
public final class ServerConf {

  static final String BEGIN = "# >>> questdb-migration-operator";
  static final String END = "# <<< questdb-migration-operator";

  /** Stands before a line that the block replaces. */
  static final String REPLACED = "# [replaced by questdb-migration-operator] ";

  /** Says how many line feeds were needed to end the original's last line. */
  private static final String ADDED = "# line feeds added before this block: ";

  /** The text may end in {@code \\} and a carriage return. */
  private static final int MOST_ADDED = 3;

  private final String text;

  private ServerConf(String text) {
    this.text = text;
  }

  /**
   * Reads an original or a merged text.
   *
   * @throws IllegalArgumentException for a malformed {@code \}{@code uXXXX} escape, which the
   *     server refuses too
   */
  public static ServerConf parse(String text) {
    load(text);
    return new ServerConf(text);
  }

  /**
   * Merges {@code values} into the original text, ordered by key; an earlier merge is taken back
   * first. Without values the result is the original.
   *
   * @throws IllegalArgumentException for a secret, which must reach the server as a file
   */
  public ServerConf with(Map<String, String> values) {
    values.keySet().forEach(ServerConf::refuseSecret);
    String original = original(text);
    if (values.isEmpty()) {
      return new ServerConf(original);
    }
    StringBuilder merged = new StringBuilder();
    for (ConfLine line : ConfLine.split(original)) {
      boolean replaced = line.isAssignment() && setsAny(line, values);
      // A comment that looks like ours gets the mark once more, so that taking back loses nothing.
      boolean lookalike = line.isComment() && line.text().startsWith(REPLACED);
      line.naturalLines()
          .forEach(n -> merged.append(replaced || lookalike ? REPLACED : "").append(n));
    }
    int added = 0;
    while (!ConfLine.endsWithCompleteLine(merged)) {
      merged.append('\n');
      added++;
    }
    appendBlock(merged, values, added);
    return new ServerConf(merged.toString());
  }

  /** The text that was merged; {@code text} itself when nothing was. */
  public static String original(String text) {
    List<ConfLine> lines = ConfLine.split(text);
    int begin = lastBlock(lines);
    if (begin < 0) {
      return text;
    }
    int end = indexOf(END, lines, begin);
    StringBuilder result = new StringBuilder();
    for (ConfLine line : lines.subList(0, begin)) {
      boolean marked = line.isComment() && line.text().startsWith(REPLACED);
      result.append(marked ? line.text().substring(REPLACED.length()) : line.text());
    }
    // Lines that somebody wrote after the block are kept, and need the line feeds before them.
    if (end == lines.size() - 1) {
      result.setLength(result.length() - added(lines.get(begin + 1)));
    }
    lines.subList(end + 1, lines.size()).forEach(line -> result.append(line.text()));
    return result.toString();
  }

  /** The whole text, to be written as ISO 8859-1. It may hold secrets of the user. */
  public String text() {
    return text;
  }

  /**
   * The effective values as the server reads them: of several assignments the last one. An empty
   * key names no property and is left out.
   */
  public Map<String, String> properties() {
    return Map.copyOf(load(text));
  }

  /** The keys of {@link #properties()}. */
  public Set<String> keys() {
    return Set.copyOf(load(text).keySet());
  }

  /** Tells whether the text holds a migration's block. */
  public boolean isMerged() {
    return lastBlock(ConfLine.split(text)) >= 0;
  }

  /** Shows no content, which may be secret. */
  @Override
  public String toString() {
    return "server.conf with " + load(text).size() + " properties";
  }

  private static void refuseSecret(String key) {
    if (OwnedKeys.find(key).filter(OwnedKeys.OwnedKey::secret).isPresent()) {
      throw new IllegalArgumentException(
          key + " is a secret: give it to the server as a file, by " + OwnedKeys.fileEnvName(key));
    }
  }

  private static void appendBlock(StringBuilder merged, Map<String, String> values, int added) {
    merged.append(BEGIN).append('\n');
    if (added > 0) {
      merged.append(ADDED).append(added).append('\n');
    }
    new TreeMap<>(values)
        .forEach(
            (key, value) ->
                merged
                    .append(escape(key, true))
                    .append('=')
                    .append(escape(value, false))
                    .append('\n'));
    merged.append(END).append('\n');
  }

  /** The last block that is closed; a mark without its counterpart is an ordinary comment. */
  private static int lastBlock(List<ConfLine> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (isMark(BEGIN, lines.get(i)) && indexOf(END, lines, i) > i) {
        return i;
      }
    }
    return -1;
  }

  private static int indexOf(String mark, List<ConfLine> lines, int from) {
    for (int i = from; i < lines.size(); i++) {
      if (isMark(mark, lines.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isMark(String mark, ConfLine line) {
    return line.isComment() && line.text().strip().equals(mark);
  }

  private static int added(ConfLine line) {
    String text = line.text().strip();
    return IntStream.rangeClosed(1, MOST_ADDED)
        .filter(n -> text.equals(ADDED + n))
        .findFirst()
        .orElse(0);
  }

  private static boolean setsAny(ConfLine assignment, Map<String, String> values) {
    return load(assignment.text()).keySet().stream().anyMatch(values::containsKey);
  }

  private static Map<String, String> load(String text) {
    Properties loaded = new Properties();
    try {
      loaded.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> values = new TreeMap<>();
    loaded.stringPropertyNames().forEach(key -> values.put(key, loaded.getProperty(key)));
    values.remove("");
    return values;
  }

  private static String escape(String plain, boolean isKey) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (c < ' ' || c > '~') {
        escaped.append(String.format("\\u%04x", (int) c));
      } else if (c == '\\'
          || (c == ' ' && (isKey || i == 0))
          || (isKey && "=:#!".indexOf(c) >= 0)) {
        escaped.append('\\').append(c);
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
