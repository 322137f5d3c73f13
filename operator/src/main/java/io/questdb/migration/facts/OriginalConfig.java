package io.questdb.migration.facts;

/**
 * The {@code server.conf} in an object, as somebody wrote it; never its content.
 *
 * @param originalHash SHA-256 of the original's bytes, hexadecimal
 */
public record OriginalConfig(String originalHash) {}
