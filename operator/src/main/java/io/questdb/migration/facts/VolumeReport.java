package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;

/**
 * What a pod beside the database saw on the volume.
 *
 * @param uid owner of the database's files; temporary pods run as it
 * @param freeBytes free space of the file system
 * @param configHash SHA-256 of {@code server.conf} as its owner wrote it, wherever it lives
 */
public record VolumeReport(long uid, long gid, long freeBytes, String configHash)
    implements Evidence {}
