package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;

/** How long the trial snapshot took to be cut. */
public record SnapshotReport(double cutSeconds) implements Evidence {}
