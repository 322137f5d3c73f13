package io.questdb.migration.facts;

import java.time.Instant;
import java.util.Optional;

/**
 * A VolumeSnapshot with its content.
 *
 * @param runUid the UID of the migration whose label it carries; empty for none
 * @param cutAt when it is cut: present only when snapshot and content point at each other by name
 *     and UID and the content has a handle and a creation time. Its value proves no order (drivers
 *     stamp it as they like), its presence does
 * @param terminating whether it is told to go. It stays for as long as its driver tries to cut it,
 *     and goes however that ends
 * @param error what the driver said last; it may go on and succeed
 */
public record Snapshot(
    String name,
    String uid,
    String runUid,
    String claimName,
    Optional<String> handle,
    Optional<Instant> cutAt,
    boolean ready,
    boolean terminating,
    Optional<String> error) {}
