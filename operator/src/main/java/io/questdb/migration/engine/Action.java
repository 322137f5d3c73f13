package io.questdb.migration.engine;

/**
 * One effect on the world, as data: it can be asserted on, shown, and recorded before it is sent.
 * Implementations are records in {@code io.questdb.migration.steps.action}; none carries a secret.
 */
public interface Action {

  /**
   * Whether a second send would do harm. Such an action gets an operation row before it is sent,
   * and its answer is written at once; a row without an answer is given back and redone, never
   * adopted.
   */
  default boolean once() {
    return false;
  }

  /** Whether sending it is the point of no return, which is recorded before. */
  default boolean commits() {
    return false;
  }
}
