package io.questdb.migration.api.v1alpha1;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as the resource writes them: a whole number and one unit, such as {@code 30s}. */
public final class Durations {

  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,7})([smhd])");

  private Durations() {}

  /**
   * Reads a duration in seconds ({@code s}), minutes ({@code m}), hours ({@code h}) or days of 24
   * hours ({@code d}).
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static Duration parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a duration: write a whole number and s, m, h or d, such as 30s");
    }
    long amount = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
