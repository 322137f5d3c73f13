package io.questdb.migration.facts;

import java.util.Set;

/**
 * What may be known of a Secret; never a value.
 *
 * @param resourceVersion changes with every edit, so that "as rehearsed" can be told
 * @param keys the keys that hold at least one byte
 * @param runUid the UID of the migration that wrote it; empty when none did
 */
public record SecretFacts(
    String name, String uid, String resourceVersion, String type, Set<String> keys, String runUid) {
  public SecretFacts {
    keys = Set.copyOf(keys);
  }
}
