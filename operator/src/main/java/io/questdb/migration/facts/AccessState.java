package io.questdb.migration.facts;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who may do what on an Enterprise server, read back by SQL.
 *
 * @param memberships groups of each user
 * @param grants what each principal may do, as {@code SHOW PERMISSIONS} tells: a user's include its
 *     groups', which the server does not tell apart; permissions on single columns are left out
 */
public record AccessState(
    Set<String> users,
    Set<String> groups,
    Set<String> serviceAccounts,
    Map<String, Set<String>> memberships,
    Map<String, List<Grant>> grants) {

  /**
   * One permission.
   *
   * @param table a table's name; empty for a database-level grant (which {@code ON ALL TABLES} also
   *     is)
   */
  public record Grant(String permission, String table) {}
}
