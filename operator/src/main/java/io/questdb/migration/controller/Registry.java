package io.questdb.migration.controller;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * One function per record type: what a switch over a sealed type is in later Javas.
 *
 * @param <C> what every function is given beside the record
 * @param <B> what all records have in common
 * @param <R> what every function answers
 */
final class Registry<C, B, R> {
  private final Map<Class<? extends B>, BiFunction<C, B, R>> functions = new HashMap<>();

  <T extends B> void on(Class<T> type, BiFunction<C, T, ? extends R> function) {
    functions.put(type, (context, value) -> function.apply(context, type.cast(value)));
  }

  /**
   * @throws IllegalArgumentException for a type without function
   */
  R apply(C context, B value) {
    BiFunction<C, B, R> function = functions.get(value.getClass());
    if (function == null) {
      throw new IllegalArgumentException("nobody handles " + value.getClass().getName());
    }
    return function.apply(context, value);
  }

  Set<Class<? extends B>> types() {
    return functions.keySet();
  }
}
