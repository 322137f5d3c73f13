package io.questdb.migration.change;

import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotBuilder;
import io.questdb.migration.engine.Run;
import io.questdb.migration.facts.WorkloadPin;
import java.util.Map;

/**
 * VolumeSnapshots of the data claim. They have no owner: deleting the migration must not delete its
 * backup.
 */
public final class SnapshotObject {
  private SnapshotObject() {}

  /** A snapshot that outlives the run. */
  public static VolumeSnapshot kept(Run run, WorkloadPin pin, String name) {
    return of(run, pin, name, Labels.ofRun(run.uid()));
  }

  /** A trial. */
  public static VolumeSnapshot temporary(Run run, WorkloadPin pin, String name) {
    return of(run, pin, name, Labels.temporary(run.uid()));
  }

  private static VolumeSnapshot of(
      Run run, WorkloadPin pin, String name, Map<String, String> labels) {
    return new VolumeSnapshotBuilder()
        .withNewMetadata()
        .withNamespace(run.namespace())
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withVolumeSnapshotClassName(pin.snapshotClassName())
        .withNewSource()
        .withPersistentVolumeClaimName(pin.claimName())
        .endSource()
        .endSpec()
        .build();
  }
}
