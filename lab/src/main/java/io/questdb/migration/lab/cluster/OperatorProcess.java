package io.questdb.migration.lab.cluster;

import java.nio.file.Path;

/**
 * A running operator.
 *
 * @param process to be ended, also the hard way
 * @param log what it writes to stdout and stderr
 */
public record OperatorProcess(Process process, Path log) implements AutoCloseable {

  /** SIGTERM, then waits for the end. */
  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  /** {@code kill -9}, then waits for the end. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
