package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;

/** The seal is in the run record. */
public record Sealed(String hash, int tables) implements Evidence {}
