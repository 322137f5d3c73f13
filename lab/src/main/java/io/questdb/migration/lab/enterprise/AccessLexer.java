package io.questdb.migration.lab.enterprise;

import java.util.Locale;

/**
 * Splits a statement into words, names in double quotes, literals in single quotes and symbols. A
 * doubled quote within quotes stands for itself; comments are skipped.
 */
final class AccessLexer {
  enum TokenType {
    /** Without quotes. */
    WORD,
    /** In double quotes. */
    NAME,
    /** In single quotes. */
    LITERAL,
    /** One character that is no letter. */
    SYMBOL,
    /** A quote that is never closed. */
    UNTERMINATED,
    /** Nothing follows. */
    END
  }

  /** A token with the place where it begins; quotes are removed from {@code text}. */
  record Token(TokenType type, String text, int position) {
    boolean is(String keywordOrSymbol) {
      return (type == TokenType.WORD || type == TokenType.SYMBOL)
          && text.toUpperCase(Locale.ROOT).equals(keywordOrSymbol);
    }
  }

  private final String sql;
  private int position;

  AccessLexer(String sql) {
    this.sql = sql;
  }

  Token next() {
    skipSpace();
    int start = position;
    if (start == sql.length()) {
      return new Token(TokenType.END, "", start);
    }
    char first = sql.charAt(start);
    if (first == '"' || first == '\'') {
      return quoted(first, start);
    }
    position++;
    if (!isWord(first)) {
      return new Token(TokenType.SYMBOL, String.valueOf(first), start);
    }
    while (position < sql.length() && isWord(sql.charAt(position))) {
      position++;
    }
    return new Token(TokenType.WORD, sql.substring(start, position), start);
  }

  private Token quoted(char quote, int start) {
    StringBuilder text = new StringBuilder();
    position++;
    while (position < sql.length()) {
      char c = sql.charAt(position++);
      if (c != quote) {
        text.append(c);
      } else if (position < sql.length() && sql.charAt(position) == quote) {
        text.append(quote);
        position++;
      } else {
        return new Token(quote == '"' ? TokenType.NAME : TokenType.LITERAL, text.toString(), start);
      }
    }
    return new Token(TokenType.UNTERMINATED, "", start);
  }

  private void skipSpace() {
    while (position < sql.length()) {
      if (Character.isWhitespace(sql.charAt(position))) {
        position++;
      } else if (sql.startsWith("--", position)) {
        skipTo("\n");
      } else if (sql.startsWith("/*", position)) {
        skipTo("*/");
      } else {
        return;
      }
    }
  }

  private void skipTo(String end) {
    int found = sql.indexOf(end, position);
    position = found < 0 ? sql.length() : found + end.length();
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || "_$.".indexOf(c) >= 0;
  }
}
