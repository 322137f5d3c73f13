package io.questdb.migration.engine;

import java.util.Arrays;
import java.util.Optional;

/** The state of a row of the ledger. */
public enum StepState {
  /** Not begun in this attempt. */
  PENDING("Pending"),
  /** Begun; decided again on every pass. */
  RUNNING("Running"),
  /** Done; never decided again. */
  COMPLETE("Complete"),
  /** Did not apply, or was added by a newer operator before the last complete step. */
  SKIPPED("Skipped"),
  /** Its section is being given back and will be reopened. */
  REDOING("Redoing"),
  /** Its section is being given back because of {@code spec.suspend} and will be reopened. */
  SUSPENDING("Suspending"),
  /** Its section is being given back; then a person is needed. */
  HOLDING("Holding"),
  /** A person is needed; decided again after a change of the spec, and from time to time. */
  HELD("Held"),
  /** Its section is being given back; then the migration has failed. */
  FAILING("Failing"),
  /** The migration has failed here. */
  FAILED("Failed");

  private final String text;

  StepState(String text) {
    this.text = text;
  }

  /** As written in status. */
  public String text() {
    return text;
  }

  /** The state written as {@code text}, or empty for one that this version does not know. */
  public static Optional<StepState> of(String text) {
    return Arrays.stream(values()).filter(state -> state.text.equals(text)).findFirst();
  }

  /** Whether the step is over, without failure. */
  public boolean closed() {
    return this == COMPLETE || this == SKIPPED;
  }

  boolean begun() {
    return this != PENDING && this != HELD;
  }

  boolean givingBack() {
    return this == REDOING || this == SUSPENDING || this == HOLDING || this == FAILING;
  }
}
