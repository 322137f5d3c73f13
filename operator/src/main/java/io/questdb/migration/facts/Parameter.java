package io.questdb.migration.facts;

/**
 * One row of {@code SHOW PARAMETERS}.
 *
 * @param source {@code default}, {@code conf}, {@code env} or {@code file}
 */
public record Parameter(String key, String value, String source) {}
