package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;
import java.time.Instant;

/**
 * The snapshot of the serving database, under checkpoint.
 *
 * @param seenAt when we saw that it was cut
 */
public record OnlineSnapshot(String name, String uid, String handle, Instant cutAt, Instant seenAt)
    implements Evidence {}
