package io.questdb.migration.facts;

/**
 * Which server answers.
 *
 * @param version {@code release.version}, for example {@code 9.3.4}
 */
public record ServerIdentity(Edition edition, String version) {}
