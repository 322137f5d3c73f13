package io.questdb.migration.facts;

import java.time.Instant;
import java.util.Optional;

/**
 * The answer of {@code checkpoint_status()}. It turns true when CREATE starts, long before the
 * checkpoint can be used, and a checkpoint has no owner: {@code startedAt} is its only identity.
 */
public record Checkpoint(boolean held, Optional<Instant> startedAt) {}
