package io.questdb.migration.controller;

import java.time.Duration;
import java.util.Optional;

/**
 * What became of a call of the work queue.
 *
 * @param again when to look again, should no event come before; empty when only an event can change
 *     anything
 */
public record Turn(Optional<Duration> again) {
  static final Turn OVER = new Turn(Optional.empty());
  static final Turn AT_ONCE = new Turn(Optional.of(Duration.ZERO));

  static Turn after(Duration duration) {
    return new Turn(Optional.of(duration));
  }

  boolean atOnce() {
    return again.filter(Duration::isZero).isPresent();
  }
}
