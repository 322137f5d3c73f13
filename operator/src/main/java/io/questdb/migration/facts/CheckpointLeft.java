package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;
import java.time.Instant;

/** The checkpoint was released. */
public record CheckpointLeft(Instant releasedAt, double heldSeconds) implements Evidence {}
