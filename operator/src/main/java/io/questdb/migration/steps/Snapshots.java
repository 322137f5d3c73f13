package io.questdb.migration.steps;

import io.questdb.migration.api.v1alpha1.ReleaseCheckpoint;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.Snapshot;
import io.questdb.migration.facts.WorkloadPin;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What the snapshot steps share. */
final class Snapshots {
  /** A cut is looked for often: the checkpoint is held, or the database is down. */
  static final Duration CUT_RECHECK = Duration.ofMillis(200);

  /**
   * Drivers whose snapshot is a point in time that is fixed once it is visible (their documentation
   * and source); for any other the checkpoint is held until the snapshot is ready.
   */
  static final Set<String> CUTS_ATOMICALLY =
      Set.of(
          "ebs.csi.aws.com",
          "pd.csi.storage.gke.io",
          "disk.csi.azure.com",
          "rbd.csi.ceph.com",
          "topolvm.io");

  private Snapshots() {}

  /** Tells a snapshot to go; empty once it was told, for it then goes without us. */
  static Optional<Decision> remove(Snapshot snapshot) {
    return snapshot.terminating()
        ? Optional.empty()
        : Optional.of(
            Temporaries.remove(new OwnedObject("VolumeSnapshot", snapshot.name(), snapshot.uid())));
  }

  /**
   * Whether a snapshot counts only once it is ready: what is written after its cut may still get
   * into it, or no other backup can be restored yet.
   */
  static boolean untilReady(Run run) {
    return !Checkpoints.requested(run) || fixedOnlyWhenReady(run);
  }

  /** How long a snapshot may take until it counts. */
  static Duration limit(Run run) {
    return untilReady(run) ? Limits.snapshotReady(run) : Limits.cut(run);
  }

  /**
   * What to do about a snapshot that does not count yet; empty once it does.
   *
   * @param what its kind and name, for messages
   */
  static Optional<Decision> pending(
      Run run, StepName step, String what, Snapshot seen, Duration recheck) {
    if (counts(run, seen)) {
      return Optional.empty();
    }
    boolean cut = seen.cutAt().isPresent();
    String error = seen.error().map(found -> ": " + found).orElse("");
    if (!cut && Limits.sinceStart(run, step) > Limits.cut(run).toSeconds()) {
      return Optional.of(
          new Decision.Fail(
              Reason.TIMED_OUT, what + " is not cut within spec.timeouts.cut" + error));
    }
    return Optional.of(
        new Decision.Wait(
            seen.error().isPresent() ? Reason.SNAPSHOT_FAILED : Reason.IN_PROGRESS,
            what + (cut ? " is not ready yet" : " is not cut yet") + error,
            recheck));
  }

  /** Whether it counts, {@link #untilReady}. */
  static boolean counts(Run run, Snapshot snapshot) {
    return snapshot.cutAt().isPresent() && (snapshot.ready() || !untilReady(run));
  }

  private static boolean fixedOnlyWhenReady(Run run) {
    ReleaseCheckpoint release = run.spec().getBackup().getReleaseCheckpoint();
    return release == ReleaseCheckpoint.AT_READY
        || (release == ReleaseCheckpoint.AUTO
            && run.ledger()
                .evidence(WorkloadPin.class)
                .filter(pin -> CUTS_ATOMICALLY.contains(pin.driver()))
                .isEmpty());
  }
}
