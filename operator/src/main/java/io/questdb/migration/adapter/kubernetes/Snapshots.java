package io.questdb.migration.adapter.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotClass;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotContent;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotContentSpec;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotContentStatus;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotError;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotSource;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotSpec;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotStatus;
import io.questdb.migration.change.Labels;
import io.questdb.migration.facts.Snapshot;
import io.questdb.migration.facts.SnapshotClass;
import java.time.Instant;
import java.util.Optional;

/**
 * VolumeSnapshots and their contents. A snapshot's status alone proves nothing: a consumer must
 * verify that snapshot and content point at each other by name and UID (external-snapshotter: type
 * documentation of {@code boundVolumeSnapshotContentName}).
 */
final class Snapshots {
  private static final String DEFAULT_CLASS = "snapshot.storage.kubernetes.io/is-default-class";

  private Snapshots() {}

  static SnapshotClass classOf(VolumeSnapshotClass found) {
    boolean isDefault =
        Optional.ofNullable(found.getMetadata().getAnnotations())
            .map(annotations -> annotations.get(DEFAULT_CLASS))
            .filter("true"::equals)
            .isPresent();
    return new SnapshotClass(
        found.getMetadata().getName(),
        found.getDriver(),
        isDefault,
        "Retain".equals(found.getDeletionPolicy()));
  }

  /** The content that the snapshot's status names. */
  static Optional<String> contentName(VolumeSnapshot snapshot) {
    return status(snapshot).map(VolumeSnapshotStatus::getBoundVolumeSnapshotContentName);
  }

  /**
   * @param named the content of {@link #contentName}; empty when there is none of that name
   */
  static Snapshot snapshotOf(VolumeSnapshot snapshot, Optional<VolumeSnapshotContent> named) {
    ObjectMeta metadata = snapshot.getMetadata();
    Optional<VolumeSnapshotContentStatus> bound =
        named.filter(content -> pointsAt(content, metadata)).map(VolumeSnapshotContent::getStatus);
    Optional<String> handle = bound.map(VolumeSnapshotContentStatus::getSnapshotHandle);
    Optional<Instant> cutAt =
        bound
            .filter(status -> handle.isPresent())
            .map(VolumeSnapshotContentStatus::getCreationTime)
            .map(nanoseconds -> Instant.ofEpochSecond(0, nanoseconds));
    boolean terminating = metadata.getDeletionTimestamp() != null;
    boolean ready =
        cutAt.isPresent()
            && !terminating
            && status(snapshot)
                .map(VolumeSnapshotStatus::getReadyToUse)
                .filter(Boolean::booleanValue)
                .isPresent();
    return new Snapshot(
        metadata.getName(),
        metadata.getUid(),
        Labels.runOf(metadata.getLabels()),
        claimName(snapshot),
        handle,
        cutAt,
        ready,
        terminating,
        error(snapshot, named));
  }

  private static boolean pointsAt(VolumeSnapshotContent content, ObjectMeta snapshot) {
    ObjectReference reference =
        Optional.ofNullable(content.getSpec())
            .map(VolumeSnapshotContentSpec::getVolumeSnapshotRef)
            .orElseGet(ObjectReference::new);
    return snapshot.getName().equals(reference.getName())
        && snapshot.getNamespace().equals(reference.getNamespace())
        && snapshot.getUid().equals(reference.getUid());
  }

  private static String claimName(VolumeSnapshot snapshot) {
    return Optional.ofNullable(snapshot.getSpec())
        .map(VolumeSnapshotSpec::getSource)
        .map(VolumeSnapshotSource::getPersistentVolumeClaimName)
        .orElse("");
  }

  private static Optional<String> error(
      VolumeSnapshot snapshot, Optional<VolumeSnapshotContent> content) {
    return status(snapshot)
        .map(VolumeSnapshotStatus::getError)
        .or(
            () ->
                content
                    .map(VolumeSnapshotContent::getStatus)
                    .map(VolumeSnapshotContentStatus::getError))
        .map(VolumeSnapshotError::getMessage);
  }

  private static Optional<VolumeSnapshotStatus> status(VolumeSnapshot snapshot) {
    return Optional.ofNullable(snapshot.getStatus());
  }
}
