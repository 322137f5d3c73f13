package io.questdb.migration.engine;

/**
 * A typed fact that is written with the row of the step that found it, and dropped when that row is
 * reopened.
 */
public interface Evidence {

  /** Whether it stays in its row when that is reopened, until the step finds something else. */
  default boolean outlivesItsAttempt() {
    return false;
  }
}
