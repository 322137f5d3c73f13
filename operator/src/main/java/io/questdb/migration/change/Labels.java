package io.questdb.migration.change;

import java.util.Map;

/**
 * The names under which this operator is known in the API: its labels, annotations and field
 * manager. Nothing is ever copied from the workload's labels: a GitOps tool that tracks the
 * workload would prune what carries them.
 */
public final class Labels {

  /**
   * Label of everything that a run makes, and annotation of the workload that it claimed: its UID.
   */
  public static final String RUN = "migration.questdb.io/run";

  /** Label, {@value #TRUE}, of what is gone when the run is over. */
  public static final String TEMPORARY = "migration.questdb.io/temporary";

  /** Annotation of the workload: which edition may run on its volume. */
  public static final String EDITION = "migration.questdb.io/edition";

  /** {@link #EDITION} from the claim until the end of the run. */
  public static final String MIGRATING = "migrating";

  /** {@link #EDITION} of a workload whose volume Enterprise has opened. */
  public static final String ENTERPRISE = "enterprise";

  /** The manager of every field that this operator writes. */
  public static final String FIELD_MANAGER = "questdb-migration-operator";

  private static final String TRUE = "true";

  private Labels() {}

  /** Labels of an object that outlives its run. */
  public static Map<String, String> ofRun(String runUid) {
    return Map.of(RUN, runUid);
  }

  /**
   * Labels of an object that must be gone when the run is over; also the selector of all of them.
   */
  public static Map<String, String> temporary(String runUid) {
    return Map.of(RUN, runUid, TEMPORARY, TRUE);
  }

  /**
   * The run that made an object with these labels, or claimed one with these annotations; either
   * may be null. Empty for none.
   */
  public static String runOf(Map<String, String> labels) {
    return labels == null ? "" : labels.getOrDefault(RUN, "");
  }
}
