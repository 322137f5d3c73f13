package io.questdb.migration.facts;

import java.util.Optional;

/**
 * A snapshot, and the checkpoint as it was after the snapshot was looked at: a checkpoint that is
 * still held then was held when the snapshot was cut.
 *
 * @param snapshot empty when there is none of that name
 */
public record CheckpointedSnapshot(Optional<Snapshot> snapshot, Checkpoint checkpoint) {}
