package io.questdb.migration.lab.enterprise;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The access-control statements of Enterprise (questdb docs: SQL reference, access control). */
sealed interface AccessStatement {
  /** What can hold permissions. */
  enum Kind {
    USER,
    GROUP,
    SERVICE_ACCOUNT;

    String words() {
      return name().replace('_', ' ');
    }
  }

  /** A password or token in a statement. */
  record Secret(String value) {
    @Override
    public String toString() {
      return "****";
    }
  }

  /** What a permission is for; empty for all tables and for all columns. */
  record Target(String table, String column) {
    static final Target EVERYTHING = new Target("", "");
  }

  record CreatePrincipal(
      Kind kind,
      String name,
      boolean ifNotExists,
      Optional<Secret> password,
      Optional<String> owner)
      implements AccessStatement {}

  record DropPrincipal(Kind kind, String name, boolean ifExists) implements AccessStatement {}

  /** An absent password takes the password away. */
  record SetPassword(Kind kind, String name, Optional<Secret> password)
      implements AccessStatement {}

  record SetEnabled(Kind kind, String name, boolean enabled) implements AccessStatement {}

  record CreateRestToken(Kind kind, String name, Duration timeToLive, boolean refresh)
      implements AccessStatement {}

  /** An absent token drops all of them. */
  record DropRestToken(Kind kind, String name, Optional<Secret> token) implements AccessStatement {}

  record CreateJwk(Kind kind, String name) implements AccessStatement {}

  record DropJwk(Kind kind, String name) implements AccessStatement {}

  record ChangeMembership(String user, List<String> groups, boolean add)
      implements AccessStatement {}

  record ChangeAssume(String account, String entity, boolean grant) implements AccessStatement {}

  record GrantPermissions(
      List<String> permissions, List<Target> targets, String entity, boolean grantOption)
      implements AccessStatement {}

  record RevokePermissions(List<String> permissions, List<Target> targets, String entity)
      implements AccessStatement {}

  /** Lists the principals of a kind, or those that belong to the named one. */
  record ShowPrincipals(Kind kind, Optional<String> of) implements AccessStatement {}

  /** How a principal may log in; absent means whoever asks. */
  record ShowAuthentication(Kind kind, Optional<String> name) implements AccessStatement {}

  /** The grants of a principal; absent means whoever asks. */
  record ShowPermissions(Optional<String> name) implements AccessStatement {}
}
