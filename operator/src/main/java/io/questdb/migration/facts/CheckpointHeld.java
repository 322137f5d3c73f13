package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;
import java.time.Instant;

/**
 * The checkpoint that we entered: its start by the server's clock is its only identity, and a
 * restart ends it.
 */
public record CheckpointHeld(Instant startedAt, String podUid, Instant answeredAt)
    implements Evidence {}
