package io.questdb.migration.lab.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessesTest {
  @TempDir private Path directory;

  @Test
  void closingEndsWhatRuns() throws Exception {
    // Given
    Process process;
    try (ChildProcesses children = new ChildProcesses(directory.resolve("pids"))) {
      process = children.start(new ProcessBuilder("sleep", "60"));
    }
    // Then
    assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatACrashedLabLeftIsEndedUnlessTheProcessIsAnother() throws Exception {
    // Given
    Process orphan = new ProcessBuilder("sleep", "60").start();
    Process stranger = new ProcessBuilder("sleep", "60").start();
    try {
      Files.writeString(directory.resolve("pids"), line(orphan, 0) + line(stranger, 1000));
      // When
      new ChildProcesses(directory.resolve("pids")).close();
      // Then
      assertThat(orphan.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      orphan.destroyForcibly();
      stranger.destroyForcibly();
    }
  }

  private static String line(Process process, long offset) throws IOException {
    Instant start = process.info().startInstant().orElseThrow();
    return process.pid() + " " + (start.toEpochMilli() + offset) + "\n";
  }
}
