package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;
import java.time.Instant;

/** The snapshot of the stopped volume. */
public record OfflineSnapshot(
    String name, String uid, String handle, Instant cutAt, boolean ready, double cutSeconds)
    implements Evidence {}
