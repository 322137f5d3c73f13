package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;

/**
 * Where the merged {@code server.conf} waits.
 *
 * @param name file beside the original on the volume, or the Secret
 */
public record Staged(ConfigSource.Kind kind, String name, String hash) implements Evidence {}
