package io.questdb.migration.facts;

/**
 * A {@code server.conf} in an object that can be merged; never its content.
 *
 * @param originalHash SHA-256 of the original's bytes, hexadecimal
 */
public record MergedConfig(String originalHash) {}
