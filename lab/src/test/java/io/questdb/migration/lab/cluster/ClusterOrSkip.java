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
      throw skipped(e);
    }
  }

  /** The same for something else that has to be made first, by that command. */
  public static void need(boolean there, String command) {
    if (!there) {
      throw skipped(new UnavailableClusterException("not built: " + command));
    }
  }

  private static RuntimeException skipped(UnavailableClusterException cause) {
    if (System.getenv("CI") != null) {
      return cause;
    }
    System.err.println("SKIPPED: " + cause.getMessage());
    return new TestAbortedException(cause.getMessage(), cause);
  }
}
