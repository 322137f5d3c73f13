package io.questdb.migration.steps;

import io.questdb.migration.api.v1alpha1.Durations;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.StepName;
import java.time.Duration;
import java.time.Instant;

/** The limits of {@code spec.timeouts}, and what is measured against them. */
final class Limits {
  private Limits() {}

  static Duration checkpoint(Run run) {
    return Durations.parse(run.spec().getTimeouts().getCheckpoint());
  }

  static Duration cut(Run run) {
    return Durations.parse(run.spec().getTimeouts().getCut());
  }

  static Duration snapshotReady(Run run) {
    return Durations.parse(run.spec().getTimeouts().getSnapshotReady());
  }

  static Duration stop(Run run) {
    return Durations.parse(run.spec().getTimeouts().getStop());
  }

  static Duration start(Run run) {
    return Durations.parse(run.spec().getTimeouts().getStart());
  }

  /**
   * Seconds since the step was first decided; an object's creation time knows whole seconds only.
   */
  static double sinceStart(Run run, StepName step) {
    Instant started = run.ledger().row(step).flatMap(Row::startedAt).orElse(run.now());
    return Duration.between(started, run.now()).toMillis() / 1000.0;
  }

  static Duration outage(Run run) {
    return Durations.parse(run.spec().getTimeouts().getOutage());
  }
}
