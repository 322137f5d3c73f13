package io.questdb.migration.change;

import java.util.ArrayList;
import java.util.List;

/**
 * One logical line of a properties text, with its line terminators: a blank line, a comment, or an
 * assignment with its continuation lines. The lines of a text, put together, are the text.
 *
 * <p>Rules of {@link java.util.Properties#load(java.io.Reader)}: a line ends with {@code \n},
 * {@code \r} or both; an odd number of backslashes at its end continues an assignment, never a
 * comment.
 *
 * @param naturalLines the lines as an editor shows them, never empty
 */
record ConfLine(List<String> naturalLines) {

  /** Splits a text; an empty text has no lines. */
  static List<ConfLine> split(CharSequence text) {
    List<ConfLine> lines = new ArrayList<>();
    List<String> open = new ArrayList<>();
    for (String natural : naturalLines(text)) {
      open.add(natural);
      if (!continues(open)) {
        lines.add(new ConfLine(List.copyOf(open)));
        open.clear();
      }
    }
    if (!open.isEmpty()) {
      lines.add(new ConfLine(List.copyOf(open)));
    }
    return lines;
  }

  /** Tells whether what is appended to the text begins a new line of its own. */
  static boolean endsWithCompleteLine(CharSequence text) {
    List<ConfLine> lines = split(text);
    if (lines.isEmpty()) {
      return true;
    }
    List<String> last = lines.get(lines.size() - 1).naturalLines();
    String end = last.get(last.size() - 1);
    return !end.equals(content(end)) && !continues(last);
  }

  String text() {
    return String.join("", naturalLines);
  }

  boolean isComment() {
    return isComment(naturalLines.get(0));
  }

  boolean isAssignment() {
    return !isComment() && !isBlank(text());
  }

  private static boolean continues(List<String> naturalLines) {
    if (isComment(naturalLines.get(0))) {
      return false;
    }
    String content = content(naturalLines.get(naturalLines.size() - 1));
    int backslashes = 0;
    while (content.endsWith("\\".repeat(backslashes + 1))) {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  private static boolean isComment(String natural) {
    int start = skipWhitespace(natural);
    return start < natural.length() && "#!".indexOf(natural.charAt(start)) >= 0;
  }

  private static boolean isBlank(String text) {
    return content(text).length() == skipWhitespace(text);
  }

  private static int skipWhitespace(String natural) {
    int i = 0;
    while (i < natural.length() && " \t\f".indexOf(natural.charAt(i)) >= 0) {
      i++;
    }
    return i;
  }

  private static String content(String natural) {
    int end = natural.length();
    while (end > 0 && "\r\n".indexOf(natural.charAt(end - 1)) >= 0) {
      end--;
    }
    return natural.substring(0, end);
  }

  private static List<String> naturalLines(CharSequence text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean followed = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (c == '\n' || (c == '\r' && !followed)) {
        lines.add(text.subSequence(start, i + 1).toString());
        start = i + 1;
      }
    }
    if (start < text.length()) {
      lines.add(text.subSequence(start, text.length()).toString());
    }
    return lines;
  }
}
