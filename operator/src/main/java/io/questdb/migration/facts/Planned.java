package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;
import java.util.List;

/**
 * The plan that a person may be asked to approve.
 *
 * @param hash over every change and everything that shaped it
 * @param specHash over the shaping part of the spec alone; empty in a plan of an older version
 * @param podHash over the pod spec of the original template; likewise
 */
public record Planned(
    String hash, String specHash, String podHash, List<PlannedChange> changes, Estimate estimate)
    implements Evidence {
  public Planned {
    changes = List.copyOf(changes);
  }

  /** What the rehearsals let expect, in seconds. */
  public record Estimate(double checkpointSeconds, double outageSeconds) {}
}
