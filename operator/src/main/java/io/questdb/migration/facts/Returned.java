package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;
import java.time.Instant;

/**
 * The old database serves again after an outage that was given back.
 *
 * @param stopRequestedAt of that outage; a later one has another
 */
public record Returned(Instant stopRequestedAt, Instant at) implements Evidence {
  @Override
  public boolean outlivesItsAttempt() {
    return true;
  }
}
