package io.questdb.migration.lab.enterprise;

/**
 * The {@code acl.*} settings. questdb docs: access control is on by default with a built-in
 * administrator whose rights cannot be revoked.
 *
 * @param iterations PBKDF2 rounds for a new password
 * @param lineTcp whether ILP over TCP asks for a login too
 */
record AccessSettings(
    boolean enabled,
    String adminUser,
    String adminPassword,
    boolean adminEnabled,
    int iterations,
    boolean lineTcp) {

  @Override
  public String toString() {
    return "AccessSettings[enabled=" + enabled + ", adminUser=" + adminUser + "]";
  }
}
