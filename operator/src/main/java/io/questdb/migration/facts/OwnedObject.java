package io.questdb.migration.facts;

/**
 * A temporary object of this run.
 *
 * @param kind Pod, VolumeSnapshot or Secret
 */
public record OwnedObject(String kind, String name, String uid) {}
