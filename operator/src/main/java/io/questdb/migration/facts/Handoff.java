package io.questdb.migration.facts;

import java.util.Map;

/**
 * The ConfigMap that tells people what Git must contain after a migration.
 *
 * @param runUid the UID of the migration whose label it carries; empty for none
 * @param files its keys and values
 */
public record Handoff(String configMapName, String runUid, Map<String, String> files) {
  public Handoff {
    files = Map.copyOf(files);
  }
}
