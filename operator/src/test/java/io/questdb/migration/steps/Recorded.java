package io.questdb.migration.steps;

import io.questdb.migration.api.v1alpha1.SnapshotKind;
import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.Evidence;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Admitted;
import io.questdb.migration.facts.CheckpointHeld;
import io.questdb.migration.facts.CheckpointLeft;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.OfflineSnapshot;
import io.questdb.migration.facts.OnlineReady;
import io.questdb.migration.facts.OnlineSnapshot;
import io.questdb.migration.facts.Planned;
import io.questdb.migration.facts.SchemaRecorded;
import io.questdb.migration.facts.Sealed;
import io.questdb.migration.facts.Served;
import io.questdb.migration.facts.SnapshotReport;
import io.questdb.migration.facts.Staged;
import io.questdb.migration.facts.StartReport;
import io.questdb.migration.facts.Stopped;
import io.questdb.migration.facts.Swapped;
import io.questdb.migration.facts.VolumeReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The evidence of every step in a migration in which nothing goes wrong. */
final class Recorded {
  static final Instant CHECKPOINT_AT = Instant.parse("2025-12-31T23:00:00Z");
  static final Instant CUT_AT = Instant.parse("2025-12-31T23:00:01Z");

  /** The generations of the set, which begin with 1; claiming it makes no new one. */
  static final long STOPPED = 2;

  static final long SWAPPED = 3;

  private static final Set<StepName> ONLINE =
      Set.of(
          StepName.ENTER_CHECKPOINT,
          StepName.SNAPSHOT_ONLINE,
          StepName.LEAVE_CHECKPOINT,
          StepName.AWAIT_BACKUP);

  private Recorded() {}

  /** The evidence of a step; empty for one that finds nothing, or does not apply. */
  static Optional<Evidence> evidence(StepName step, Originals.Variant variant) {
    List<SnapshotKind> snapshots = variant.spec().getBackup().getSnapshots();
    boolean applies =
        ONLINE.contains(step)
            ? snapshots.contains(SnapshotKind.ONLINE)
            : step != StepName.SNAPSHOT_OFFLINE || snapshots.contains(SnapshotKind.OFFLINE);
    return applies ? Optional.ofNullable(found(step, variant)) : Optional.empty();
  }

  private static Evidence found(StepName step, Originals.Variant variant) {
    return switch (step) {
      case INSPECT -> variant.pin();
      case REHEARSE_VOLUME -> new VolumeReport(10001, 10001, 1 << 30, "original");
      case REHEARSE_START -> new StartReport("3.2.4", "sha256:enterprise", 2.5);
      case REHEARSE_SNAPSHOT -> new SnapshotReport(0.5);
      case PLAN ->
          new Planned(
              "0123456789abcdef",
              PlanInputs.specHash(variant.spec()),
              PlanInputs.podHash(variant.set()),
              List.of(),
              new Planned.Estimate(0.5, 4));
      case ENTER_CHECKPOINT -> new CheckpointHeld(CHECKPOINT_AT, "pod-1", Situation.BEGUN);
      case SNAPSHOT_ONLINE ->
          new OnlineSnapshot("qdbm-11111111-online-1", "online", "h-1", CUT_AT, Situation.BEGUN);
      case LEAVE_CHECKPOINT -> new CheckpointLeft(Situation.BEGUN, 1);
      case AWAIT_BACKUP -> new OnlineReady("qdbm-11111111-online-1");
      case ATTEND_VOLUME -> staged(variant);
      case RECORD_SCHEMA -> new SchemaRecorded("qdbm-11111111-record", "hash", 1);
      case STOP_DATABASE -> new Stopped(STOPPED, Situation.BEGUN, Situation.BEGUN);
      case SEAL_VOLUME -> new Sealed("sealed", 1);
      case SNAPSHOT_OFFLINE ->
          new OfflineSnapshot("qdbm-11111111-offline-1", "offline", "h-2", CUT_AT, true, 0.5);
      case SWAP_EDITION -> new Swapped(SWAPPED);
      case START_DATABASE -> new Served("pod-2", Situation.BEGUN, "CN=questdb");
      case CONFIGURE_ACCESS -> new Admitted(Situation.BEGUN);
      default -> null;
    };
  }

  private static Staged staged(Originals.Variant variant) {
    return variant.pin().serverConf().kind() == ConfigSource.Kind.VOLUME
        ? new Staged(ConfigSource.Kind.VOLUME, "server.conf.qdbm-11111111-1", "merged")
        : new Staged(ConfigSource.Kind.SECRET, "qdbm-11111111-config-1", "");
  }
}
