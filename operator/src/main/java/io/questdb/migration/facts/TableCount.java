package io.questdb.migration.facts;

/**
 * Exact rows and time bounds of one table by SQL.
 *
 * @param minTimestamp in the units of the table's designated timestamp; {@code Long.MAX_VALUE} when
 *     empty or without one
 * @param maxTimestamp likewise; {@code Long.MIN_VALUE} when empty or without one
 */
public record TableCount(String name, long rows, long minTimestamp, long maxTimestamp) {}
