package io.questdb.migration.engine;

/** What became of one look at the world. "Could not look" is never "not there". */
public sealed interface Observed<T> {

  /** Looked, and it is there. */
  record Present<T>(T value) implements Observed<T> {}

  /** Looked, and it is not there. */
  record Absent<T>() implements Observed<T> {}

  /** Could not look; {@code why} names what failed and never carries a secret. */
  record Unknown<T>(String why) implements Observed<T> {}
}
