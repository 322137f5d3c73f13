package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;

/** Schema and inverse patch are in the run record. */
public record SchemaRecorded(String secretName, int tables) implements Evidence {}
