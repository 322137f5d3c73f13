package io.questdb.migration.lab.cluster;

import java.util.function.Supplier;
import org.opentest4j.TestAbortedException;

/** Tests that need a cluster which a machine may lack. */
public final class ClusterOrSkip {
  private ClusterOrSkip() {}

  /**
   * Starts something on a cluster. Where the machine lacks what that needs, the test is skipped;
   * with the environment variable {@code CI} it fails.
   */
  public static <T> T start(Supplier<T> starting) {
    try {
      return starting.get();
    } catch (UnavailableClusterException e) {
      if (System.getenv("CI") != null) {
        throw e;
      }
      System.err.println("SKIPPED, no cluster: " + e.getMessage());
      throw new TestAbortedException(e.getMessage(), e);
    }
  }
}
