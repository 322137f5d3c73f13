package io.questdb.migration.facts;

/**
 * A VolumeSnapshotClass.
 *
 * @param isDefault whether it is annotated as the default of its driver
 * @param retains whether content outlives its VolumeSnapshot
 */
public record SnapshotClass(String name, String driver, boolean isDefault, boolean retains) {}
