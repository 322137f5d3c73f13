package io.questdb.migration.facts;

/**
 * What {@code volume attend} says of its seal when it has written all of it to its log.
 *
 * @param sha256 of the seal's lines, each with its line feed
 * @param tables the number of tables
 * @param checkpointDb whether {@code .checkpoint/db} is there
 */
public record SealDigest(String sha256, int tables, boolean checkpointDb) {}
