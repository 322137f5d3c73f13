package io.questdb.migration.controller;

import java.time.Instant;

/** How values are written in status: an empty text as an absent one, a long one cut. */
final class StatusText {
  /** Of messages, remedies and answers in the schema. */
  private static final int MOST_PROSE = 2048;

  private static final String CUT = "…";

  private StatusText() {}

  /** The text within the schema's bound for prose. */
  static String cut(String prose) {
    if (prose.length() <= MOST_PROSE) {
      return prose;
    }
    int end = MOST_PROSE - CUT.length();
    return prose.substring(0, Character.isHighSurrogate(prose.charAt(end - 1)) ? end - 1 : end)
        + CUT;
  }

  static String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  static String text(String orNull) {
    return orNull == null ? "" : orNull;
  }

  /**
   * @throws IllegalArgumentException when it is missing
   */
  static <T> T need(T value, String field) {
    if (value == null) {
      throw new IllegalArgumentException("status." + field + " is missing");
    }
    return value;
  }

  /**
   * @throws IllegalArgumentException when it is missing
   * @throws java.time.DateTimeException when it is no instant
   */
  static Instant instant(String text, String field) {
    return Instant.parse(need(text, field));
  }
}
