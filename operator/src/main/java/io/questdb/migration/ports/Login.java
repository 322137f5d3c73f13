package io.questdb.migration.ports;

/** How to log in to a server; never shows its secret. */
public sealed interface Login {

  /** User and password. */
  record Basic(String user, String password) implements Login {
    @Override
    public String toString() {
      return "Basic[user=" + user + "]";
    }
  }

  /** A REST token. */
  record Token(String token) implements Login {
    @Override
    public String toString() {
      return "Token[]";
    }
  }
}
