package io.questdb.migration.facts;

/**
 * The migration that has claimed a workload and still exists.
 *
 * @param failed whether it is over without success; its claim then says that Enterprise was allowed
 *     on the volume, because any other is given back first
 */
public record Claimant(String name, boolean failed) {}
