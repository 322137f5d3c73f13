package io.questdb.migration.steps;

import io.questdb.migration.api.v1alpha1.Durations;
import io.questdb.migration.engine.Run;
import java.time.Duration;

/** The limits of {@code spec.timeouts}. */
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

  static Duration outage(Run run) {
    return Durations.parse(run.spec().getTimeouts().getOutage());
  }
}
