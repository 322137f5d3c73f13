package io.questdb.migration.engine;

/**
 * A question to the world with its parameters, asked before a step decides. Implementations are
 * records, so that equal questions are equal.
 *
 * @param <T> the fact that answers it
 */
public interface Probe<T> {}
