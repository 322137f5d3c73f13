package io.questdb.migration.ports;

import java.util.Locale;

/**
 * One statement, built so that names and literals cannot break out of it. {@code toString} hides
 * literals, so that a statement can be logged.
 */
public final class Sql {
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder shown = new StringBuilder();

  private Sql() {}

  /** A statement that starts with these keywords, which are taken as they are. */
  public static Sql of(String keywords) {
    return new Sql().append(keywords);
  }

  /** More keywords, taken as they are. */
  public Sql append(String keywords) {
    text.append(keywords);
    shown.append(keywords);
    return this;
  }

  /** A quoted identifier; a double quote in it is doubled. */
  public Sql name(String identifier) {
    return append("\"" + identifier.replace("\"", "\"\"") + "\"");
  }

  /** A string literal; a single quote in it is doubled. */
  public Sql literal(String value) {
    text.append('\'').append(value.replace("'", "''")).append('\'');
    shown.append("'…'");
    return this;
  }

  /** What is sent. */
  public String text() {
    return text.toString();
  }

  /** Whether something is hidden by {@code toString}. */
  public boolean hasLiterals() {
    return !text.toString().contentEquals(shown);
  }

  /** The statement's first word in upper case, for messages. */
  public String verb() {
    return text.toString().strip().split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return shown.toString();
  }
}
