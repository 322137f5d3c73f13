package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;

/**
 * How long the trial snapshot took.
 *
 * @param cutSeconds until it was cut, or ready where the run must wait for that
 */
public record SnapshotReport(double cutSeconds) implements Evidence {}
