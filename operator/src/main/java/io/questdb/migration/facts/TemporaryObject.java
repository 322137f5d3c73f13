package io.questdb.migration.facts;

/**
 * Something that a run needs for a while only.
 *
 * @param terminating whether it was told to go
 */
public record TemporaryObject(OwnedObject object, boolean terminating) {}
