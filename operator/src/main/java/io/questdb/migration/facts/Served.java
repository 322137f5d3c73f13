package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;
import java.time.Instant;

/** Enterprise answers on the wire. */
public record Served(String podUid, Instant at, String tlsSubject) implements Evidence {}
