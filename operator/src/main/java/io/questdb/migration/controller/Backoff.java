package io.questdb.migration.controller;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Growing pauses after failures in a row, per resource: 100 ms, doubled up to 30 s. */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Map<String, Duration> last = new ConcurrentHashMap<>();

  /** The pause after one more failure. */
  Duration next(String key) {
    return last.merge(
        key,
        FIRST,
        (before, first) -> {
          Duration doubled = before.multipliedBy(2);
          return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        });
  }

  /** Something succeeded, or the resource is gone. */
  void reset(String key) {
    last.remove(key);
  }
}
