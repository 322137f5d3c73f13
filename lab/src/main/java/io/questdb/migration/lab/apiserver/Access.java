package io.questdb.migration.lab.apiserver;

import java.time.Instant;

/**
 * One answered request, in RBAC terms ({@code get list watch create update patch delete
 * deletecollection}). For a path that is no resource, {@code resource} is empty and {@code name}
 * holds the path. A watch is recorded when it begins; {@code status} 0 is a dropped connection.
 */
public record Access(
    Instant time,
    String verb,
    String apiGroup,
    String resource,
    String subresource,
    String namespace,
    String name,
    int status,
    String caller,
    boolean dryRun) {}
