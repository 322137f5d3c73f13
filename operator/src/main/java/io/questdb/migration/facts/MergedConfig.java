package io.questdb.migration.facts;

import java.util.Set;

/**
 * What the merge of a {@code server.conf} gives; never its content.
 *
 * @param originalHash SHA-256 of the original's bytes, hexadecimal
 * @param mergedHash SHA-256 of the merged bytes
 * @param keys the keys that the original sets
 */
public record MergedConfig(String originalHash, String mergedHash, Set<String> keys) {
  public MergedConfig {
    keys = Set.copyOf(keys);
  }
}
