package io.questdb.migration.lab.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Every process that the lab starts. None outlives it: {@link #close()} and a shutdown hook end
 * them, and after a crash the next lab in the same directory ends what its record still names (by
 * process id and start time, so that nobody else's process is met).
 */
public final class ChildProcesses implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;
  private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG", "JAVA_HOME");

  private final Path journal;
  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private final Thread hook = new Thread(this::endAll, "lab-end-children");
  private boolean closed;

  /**
   * @param journal a file that only this lab uses; the processes it names are ended
   */
  public ChildProcesses(Path journal) throws IOException {
    this.journal = journal;
    endOrphans();
    Files.deleteIfExists(journal);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** A container knows nothing of the environment of this JVM but what any program needs. */
  public static void forgetEnvironment(ProcessBuilder builder) {
    builder.environment().keySet().retainAll(INHERITED);
  }

  /**
   * @throws IOException if the program cannot be run, or the lab is closing
   */
  public synchronized Process start(ProcessBuilder builder) throws IOException {
    if (closed) {
      throw new IOException("the lab is closing");
    }
    Process process = builder.start();
    running.add(process);
    Files.writeString(
        journal, line(process.toHandle()), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    var unused = process.onExit().thenAccept(running::remove);
    return process;
  }

  /** SIGKILL to everything at once, then waits until all have ended. */
  @Override
  public void close() {
    endAll();
    try {
      removeHook();
      Files.deleteIfExists(journal);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // this virtual machine is ending, and the hook with it
    }
  }

  private void endAll() {
    synchronized (this) {
      closed = true;
    }
    for (Process process : running) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    running.forEach(process -> awaitEnd(process.toHandle()));
  }

  private void endOrphans() throws IOException {
    if (!Files.exists(journal)) {
      return;
    }
    for (String line : Files.readAllLines(journal)) {
      long pid = Long.parseLong(line.substring(0, line.indexOf(' ')));
      Optional<ProcessHandle> orphan =
          ProcessHandle.of(pid).filter(found -> line.equals(line(found).strip()));
      orphan.ifPresent(
          found -> {
            found.descendants().forEach(ProcessHandle::destroyForcibly);
            found.destroyForcibly();
            awaitEnd(found);
          });
    }
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      throw new IllegalStateException("process " + process.pid() + " does not end", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot wait for process " + process.pid(), e);
    }
  }

  private static String line(ProcessHandle process) {
    long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return process.pid() + " " + started + "\n";
  }
}
