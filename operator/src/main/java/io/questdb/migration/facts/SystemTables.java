package io.questdb.migration.facts;

import java.util.Locale;
import java.util.Set;

/**
 * The tables that the server writes for itself, which change at each start: told apart as the
 * engine does (source of questdb 9.3.4, {@code TableFlagResolverImpl}).
 */
public final class SystemTables {
  private static final String PREFIX = "sys.";

  /** Exact names: a user's table may begin with any of them. */
  private static final Set<String> NAMES = Set.of("telemetry", "telemetry_config", "_query_trace");

  private SystemTables() {}

  /** Whether a table of that name, in upper or lower case, is the server's own. */
  public static boolean contains(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith(PREFIX) || NAMES.contains(lower);
  }
}
