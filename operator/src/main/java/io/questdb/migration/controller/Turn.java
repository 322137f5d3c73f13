package io.questdb.migration.controller;

import io.questdb.migration.engine.Action;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of a pass.
 *
 * @param again when to look again, should no event come before; empty when only an event can change
 *     anything
 * @param sent the action that was sent with success
 */
public record Turn(Optional<Duration> again, Optional<Action> sent) {
  public static final Turn OVER = new Turn(Optional.empty(), Optional.empty());
  static final Turn AT_ONCE = after(Duration.ZERO);

  public static Turn after(Duration duration) {
    return new Turn(Optional.of(duration), Optional.empty());
  }

  static Turn sent(Action action, Duration again) {
    return new Turn(Optional.of(again), Optional.of(action));
  }

  boolean atOnce() {
    return again.filter(Duration::isZero).isPresent();
  }
}
