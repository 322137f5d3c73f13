package io.questdb.migration.facts;

import java.util.Map;

/**
 * What rollback and verification need and status must not show, kept in a Secret without owner.
 *
 * @param hash SHA-256 over the entries
 */
public record RunRecord(String secretName, String uid, String hash, Map<String, String> entries) {
  /** The entry that holds the inverse of the workload patch. */
  public static final String INVERSE_PATCH = "inversePatch";

  /** The entry that holds the schema as it was before the stop. */
  public static final String SCHEMA = "schema";

  /** The entry that holds the seal. */
  public static final String SEAL = "seal";

  public RunRecord {
    entries = Map.copyOf(entries);
  }

  @Override
  public String toString() {
    return "RunRecord[" + secretName + ", " + hash + ", " + entries.keySet() + "]";
  }
}
