package io.questdb.migration.change;

import io.questdb.migration.ports.Sql;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The statements that make declared principals (questdb docs: RBAC, and the reference of each
 * statement). Each may be repeated, but for {@link #createToken}.
 */
public final class AccessSql {
  private static final Pattern PERMISSION = Pattern.compile("[A-Z]+( [A-Z]+)*");
  private static final Pattern TIME_TO_LIVE = Pattern.compile("[1-9][0-9]{0,8}[smhd]");
  private static final List<String> ALL_TABLES = List.of("*");

  private AccessSql() {}

  /** Makes a group unless it is there. */
  public static Sql createGroup(String group) {
    return Sql.of("CREATE GROUP IF NOT EXISTS ").name(group);
  }

  /** Makes a user without a password unless it is there. */
  public static Sql createUser(String user) {
    return Sql.of("CREATE USER IF NOT EXISTS ").name(user);
  }

  /** Gives a user this password, whatever it had before (questdb docs: ALTER USER). */
  public static Sql setPassword(String user, String password) {
    return Sql.of("ALTER USER ").name(user).append(" WITH PASSWORD ").literal(password);
  }

  /** Makes a service account unless it is there. */
  public static Sql createServiceAccount(String account) {
    return Sql.of("CREATE SERVICE ACCOUNT IF NOT EXISTS ").name(account);
  }

  /** Puts a user into a group. */
  public static Sql addUser(String user, String group) {
    return Sql.of("ADD USER ").name(user).append(" TO ").name(group);
  }

  /**
   * Grants permissions to a user, a group or a service account.
   *
   * @param permissions in upper case, for example {@code ADD COLUMN}
   * @param tables none for permissions on the database, {@code *} alone for all tables, those to
   *     come included
   * @throws IllegalArgumentException when a permission is not made of upper-case words, or there is
   *     none
   */
  public static Sql grant(List<String> permissions, List<String> tables, String principal) {
    if (permissions.isEmpty()) {
      throw new IllegalArgumentException("No permission to grant");
    }
    for (String permission : permissions) {
      require(PERMISSION, permission, "permission");
    }
    Sql grant = Sql.of("GRANT " + String.join(", ", permissions));
    if (tables.equals(ALL_TABLES)) {
      grant.append(" ON ALL TABLES");
    } else {
      String separator = " ON ";
      for (String table : tables) {
        grant.append(separator).name(table);
        separator = ", ";
      }
    }
    return grant.append(" TO ").name(principal);
  }

  /** Ends all REST tokens of a service account. */
  public static Sql dropTokens(String account) {
    return Sql.of("ALTER SERVICE ACCOUNT ").name(account).append(" DROP TOKEN TYPE REST");
  }

  /**
   * Makes a REST token for a service account; the answer shows it, once.
   *
   * @param timeToLive a number with {@code s}, {@code m}, {@code h} or {@code d}; a minute at
   *     least, ten years at most
   * @throws IllegalArgumentException when it has another form
   */
  public static Sql createToken(String account, String timeToLive) {
    require(TIME_TO_LIVE, timeToLive, "time to live");
    return Sql.of("ALTER SERVICE ACCOUNT ")
        .name(account)
        .append(" CREATE TOKEN TYPE REST WITH TTL '" + timeToLive + "'");
  }

  private static void require(Pattern pattern, String value, String what) {
    if (!pattern.matcher(value).matches()) {
      throw new IllegalArgumentException("Not a " + what + ": " + value);
    }
  }
}
