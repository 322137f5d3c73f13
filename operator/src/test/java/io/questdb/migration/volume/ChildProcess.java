package io.questdb.migration.volume;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process of ours with its output in a file. Closing it kills it. */
final class ChildProcess implements AutoCloseable {
  private static final Pattern MAY_USE =
      Pattern.compile("target/classes$|/jackson-(core|databind|annotations)-|/jna-");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path log;

  private ChildProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts this JVM's java with some arguments; both output streams go to the log. */
  static ChildProcess java(Path log, Map<String, String> env, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(env);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    try {
      return new ChildProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts a volume command as a pod would: in a process of its own, in a container's bare locale,
   * with nothing on the class path but what these commands may use.
   */
  static ChildProcess volume(Path log, String... arguments) {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> MAY_USE.matcher(entry).find())
            .collect(Collectors.joining(File.pathSeparator));
    List<String> all = new ArrayList<>(List.of("-Xmx64m", "-cp", classPath));
    all.add("io.questdb.migration.volume.VolumeMain");
    all.addAll(List.of(arguments));
    return java(log, Map.of("LC_ALL", "C"), all);
  }

  String log() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells whether the process waits for somebody else's flock. */
  boolean awaitsLock() {
    try {
      return Files.readAllLines(Path.of("/proc/locks")).stream()
          .anyMatch(line -> line.matches(".*-> FLOCK .* " + process.pid() + " .*"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  int exitCode() {
    await("end of " + log).atMost(PATIENCE).until(() -> !process.isAlive());
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
