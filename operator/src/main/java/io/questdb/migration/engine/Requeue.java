package io.questdb.migration.engine;

import java.time.Duration;

/** When to look again, should no event come before. */
public record Requeue(Duration after) {
  /** At once: there is more to do. */
  public static final Requeue NOW = new Requeue(Duration.ZERO);
}
