package io.questdb.migration.process;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * False only after something was wrong at every look for a while. JOSDK calls an informer unhealthy
 * during each renewal of its watch, every five to ten minutes.
 */
public final class Liveness implements BooleanSupplier {
  private final BooleanSupplier healthy;
  private final Duration tolerance;
  private final Clock clock;
  private Instant lastGood;

  /**
   * @param healthy how it looks right now
   * @param tolerance for how long it may look bad
   */
  public Liveness(BooleanSupplier healthy, Duration tolerance, Clock clock) {
    this.healthy = healthy;
    this.tolerance = tolerance;
    this.clock = clock;
    this.lastGood = clock.instant();
  }

  @Override
  public synchronized boolean getAsBoolean() {
    Instant now = clock.instant();
    if (healthy.getAsBoolean()) {
      lastGood = now;
    }
    return !now.isAfter(lastGood.plus(tolerance));
  }
}
