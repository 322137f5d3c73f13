package io.questdb.migration.facts;

/**
 * What a command on {@code conf} answers.
 *
 * @param name the staged file
 * @param originalSha256 of {@code server.conf} as the user wrote it; of nothing when absent
 * @param mergedSha256 of the staged file; empty when there is none
 * @param changed false when everything was already as asked
 */
public record ConfChange(
    String name, String originalSha256, String mergedSha256, boolean changed) {}
