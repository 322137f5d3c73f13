package io.questdb.migration.lab.cluster;

import io.questdb.migration.lab.stage.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A running operator.
 *
 * @param process to be ended, also the hard way
 * @param log what it writes to stdout and stderr
 */
public record OperatorProcess(Process process, Path log) implements AutoCloseable {
  private static final int LAST_LINES = 60;

  /** Resident memory in MiB. */
  public long residentMiB() {
    try {
      return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("the operator is gone", e);
    }
  }

  /** What it has used of the processor since its start. */
  public Duration processorTime() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /**
   * SIGTERM, then waits for the end.
   *
   * @throws IllegalStateException with the end of its log if it has ended by itself
   */
  @Override
  public void close() throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "the operator has ended by itself with exit code %d:\n%s"
              .formatted(process.exitValue(), endOfLog()));
    }
    process.destroy();
    process.waitFor();
  }

  /** {@code kill -9}, then waits for the end. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  private String endOfLog() {
    List<String> lines = Repository.read(log).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }
}
