package io.questdb.migration.lab.cluster;

/**
 * What was asked for only another kind of cluster has; a scenario that needs it is skipped here.
 */
public final class NotOnThisCluster extends UnsupportedOperationException {
  private static final long serialVersionUID = 1L;

  NotOnThisCluster(ClusterKind kind, String what) {
    super("the cluster " + kind + " has no " + what);
  }
}
