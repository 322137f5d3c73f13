package io.questdb.migration.facts;

/**
 * What the API server would answer.
 *
 * @param message why it refuses; empty when it does not
 */
public record DryRun(boolean accepted, String message) {}
