package io.questdb.migration.api.v1alpha1;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as the resource writes them: a whole number and one unit, such as {@code 30s}. */
public final class Durations {

  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,7})([smhd])");

  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;

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

  /** In the largest unit up to hours that leaves nothing over; parts of a second are left out. */
  public static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds % HOUR == 0 && seconds > 0) {
      return seconds / HOUR + "h";
    }
    return seconds % MINUTE == 0 && seconds > 0 ? seconds / MINUTE + "m" : seconds + "s";
  }
}
