package io.questdb.migration.reference;

import io.questdb.migration.api.v1alpha1.AccessMode;
import io.questdb.migration.api.v1alpha1.AccessSpec;
import io.questdb.migration.api.v1alpha1.Defaults;
import io.questdb.migration.api.v1alpha1.EnterpriseSpec;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.api.v1alpha1.SnapshotKind;
import io.questdb.migration.api.v1alpha1.TimeoutsSpec;
import io.questdb.migration.api.v1alpha1.WorkloadSpec;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which field of {@code spec.timeouts} limits what, found by asking with a different value in each.
 */
final class Timeouts {
  private static final Map<Duration, String> FIELDS =
      Map.of(
          Duration.ofSeconds(1), "checkpoint",
          Duration.ofSeconds(2), "cut",
          Duration.ofSeconds(3), "snapshotReady",
          Duration.ofSeconds(4), "stop",
          Duration.ofSeconds(5), "start",
          Duration.ofSeconds(6), "outage");

  private Timeouts() {}

  /** The limit of the step, with the case in which it is another. */
  static String of(Step step) {
    String usual = step.timeout(run(SnapshotKind.values())).map(Timeouts::name).orElse("none");
    String offline = step.timeout(run(SnapshotKind.OFFLINE)).map(Timeouts::name).orElse("none");
    return usual.equals(offline) ? usual : usual + "; without an online snapshot " + offline;
  }

  /** The limit of a section. */
  static String of(Function<Run, Duration> limit) {
    return name(limit.apply(run(SnapshotKind.values())));
  }

  private static String name(Duration limit) {
    return FIELDS.containsKey(limit)
        ? "`" + FIELDS.get(limit) + "`"
        : limit.toMinutes() + " minutes, fixed";
  }

  private static Run run(SnapshotKind... snapshots) {
    QuestDBMigrationSpec spec = new QuestDBMigrationSpec();
    spec.setWorkload(new WorkloadSpec());
    spec.setEnterprise(new EnterpriseSpec());
    AccessSpec access = new AccessSpec();
    access.setMode(AccessMode.OPEN);
    spec.setAccess(access);
    TimeoutsSpec timeouts = new TimeoutsSpec();
    timeouts.setCheckpoint("1s");
    timeouts.setCut("2s");
    timeouts.setSnapshotReady("3s");
    timeouts.setStop("4s");
    timeouts.setStart("5s");
    timeouts.setOutage("6s");
    spec.setTimeouts(timeouts);
    QuestDBMigrationSpec full = Defaults.applied(spec);
    full.getBackup().setSnapshots(List.of(snapshots));
    Ledger empty = new Ledger(Map.of(), List.of(), Optional.empty(), Optional.empty());
    return new Run("namespace", "name", "uid", false, full, empty, false, Instant.EPOCH);
  }
}
