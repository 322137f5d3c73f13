package io.questdb.migration.facts;

/**
 * An object of this run, as it is deleted.
 *
 * @param kind Pod, VolumeSnapshot or Secret
 */
public record OwnedObject(String kind, String name, String uid) {}
