package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;
import java.time.Instant;

/** The first declared principal is let in: the outage is over. */
public record Admitted(Instant at) implements Evidence {}
