package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;

/**
 * What the rehearsed Enterprise server said.
 *
 * @param version {@code release.version}
 * @param imageId what was pulled
 * @param seconds from the container's creation to its first answer
 */
public record StartReport(String version, String imageId, double seconds) implements Evidence {}
