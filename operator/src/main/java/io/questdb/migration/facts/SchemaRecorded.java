package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;

/**
 * Schema and inverse patch are in the run record.
 *
 * @param hash the record's {@link RunRecord#hash}
 */
public record SchemaRecorded(String secretName, String hash, int tables) implements Evidence {}
