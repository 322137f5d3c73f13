package io.questdb.migration.engine;

/** What became of one look at the world. "Could not look" is never "not there". */
public sealed interface Observed<T> {

  /** Looked, and it is there. */
  record Present<T>(T value) implements Observed<T> {}

  /** Looked, and it is not there. */
  record Absent<T>() implements Observed<T> {}

  /**
   * Could not look.
   *
   * @param why names what failed and never carries a secret
   * @param refused whether the answer was no, so that the same look will be refused again
   */
  record Unknown<T>(String why, boolean refused) implements Observed<T> {
    /** There was no answer. */
    public Unknown(String why) {
      this(why, false);
    }
  }
}
