package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;
import java.time.Instant;

/**
 * The database is down.
 *
 * @param generation of the StatefulSet with replicas 0: another one voids the section
 */
public record Stopped(long generation, Instant stopRequestedAt, Instant downAt)
    implements Evidence {}
