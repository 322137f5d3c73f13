package io.questdb.migration.change;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which open-source version an Enterprise release contains. Only 2.2.4 is stated by its vendor
 * (questdb docs, "Migrate to Enterprise", April 2025); the rest follows from the release dates, and
 * {@code spec.enterprise.baseVersion} overrides it.
 */
public final class Pairing {
  private static final Pattern VERSION = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9}).*");

  private static final Map<String, String> BASES =
      Map.ofEntries(
          Map.entry("2.2.4", "8.2.3"),
          Map.entry("3.0.0", "9.0.1"),
          Map.entry("3.0.1", "9.0.2"),
          Map.entry("3.0.2", "9.0.3"),
          Map.entry("3.0.3", "9.0.3"),
          Map.entry("3.0.4", "9.1.0"),
          Map.entry("3.0.5", "9.1.1"),
          Map.entry("3.1.0", "9.2.1"),
          Map.entry("3.1.1", "9.2.2"),
          Map.entry("3.1.2", "9.2.3"),
          Map.entry("3.2.0", "9.3.1"),
          Map.entry("3.2.1", "9.3.2"),
          Map.entry("3.2.2", "9.3.2"),
          Map.entry("3.2.3", "9.3.3"),
          Map.entry("3.2.4", "9.3.4"),
          Map.entry("3.2.5", "9.3.5"),
          Map.entry("3.3.0", "9.4.1"),
          Map.entry("3.3.1", "9.4.2"),
          Map.entry("3.3.2", "9.4.3"));

  private Pairing() {}

  /** The open-source version in that Enterprise release, or empty when it is not known. */
  public static Optional<String> baseOf(String enterprise) {
    return Optional.ofNullable(BASES.get(enterprise));
  }

  /** Whether {@code base} is {@code running} or newer, of the same major version. */
  public static boolean fits(String running, String base) {
    Matcher from = VERSION.matcher(running);
    Matcher to = VERSION.matcher(base);
    if (!from.matches() || !to.matches() || !from.group(1).equals(to.group(1))) {
      return false;
    }
    int minor = Integer.compare(number(to, 2), number(from, 2));
    return minor > 0 || (minor == 0 && number(to, 3) >= number(from, 3));
  }

  private static int number(Matcher version, int group) {
    return Integer.parseInt(version.group(group));
  }
}
