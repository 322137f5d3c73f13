package io.questdb.migration.controller;

import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.StepName;
import java.time.Duration;

/** One increment of one metric. */
public sealed interface Measurement {

  /** A step is complete. */
  record StepTook(StepName step, Duration duration) implements Measurement {}

  /** A database is back. */
  record OutageLasted(Duration duration) implements Measurement {}

  /** A checkpoint was released. */
  record CheckpointHeld(double seconds) implements Measurement {}

  /** A migration failed. */
  record Failed(Reason reason) implements Measurement {}
}
