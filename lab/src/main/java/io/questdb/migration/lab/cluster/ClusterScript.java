package io.questdb.migration.lab.cluster;

import io.questdb.migration.lab.apiserver.AuditLog;
import io.questdb.migration.lab.stage.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One cluster of {@code lab/cluster/cluster.sh}, which goes down with this JVM. */
final class ClusterScript implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterScript.class);

  /** No Go, a missing program, no root, not built: the exit codes that the script documents. */
  private static final Set<Integer> LACKING = Set.of(3, 4, 5, 6);

  private final Path state;
  private final Map<String, String> environment;
  private final Thread hook = new Thread(this::endWithJvm, "lab-end-cluster");

  /**
   * @param state the cluster's own directory
   * @param environment further settings of the script
   */
  ClusterScript(Path state, Map<String, String> environment) {
    this.state = state;
    this.environment = new HashMap<>(environment);
    this.environment.put("LAB_STATE", state.toString());
  }

  /** The cluster's own directory. */
  Path state() {
    return state;
  }

  /** What its API server logs. */
  AuditLog audit() {
    return new AuditLog(state.resolve("log/audit.log"));
  }

  /**
   * Brings it up anew, whatever a lab that crashed has left.
   *
   * @throws UnavailableClusterException if this machine lacks what it needs
   * @throws IOException if it does not come up; the message says why
   */
  void up(String kind) throws IOException {
    run("down");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      run("up", kind);
    } catch (IOException | UnavailableClusterException e) {
      close();
      throw e;
    }
  }

  /**
   * Calls a sub-command and waits for its end.
   *
   * @throws UnavailableClusterException if this machine lacks what it needs
   * @throws IOException with the last line that it wrote, if it fails otherwise
   */
  void run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Repository.root().resolve("lab/cluster/cluster.sh").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int code = process.waitFor();
      String last = said.strip().lines().reduce("", (before, line) -> line);
      if (LACKING.contains(code)) {
        throw new UnavailableClusterException(last);
      }
      if (code != 0) {
        throw new IOException(last);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted in cluster.sh " + arguments[0], e);
    }
  }

  /**
   * The same for a cluster that is up, of which nobody expects a failure.
   *
   * @throws UncheckedIOException if it fails all the same
   */
  void order(String... arguments) {
    try {
      run(arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends its processes and forgets everything. */
  @Override
  public void close() throws IOException {
    run("down");
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.trace("this virtual machine is ending, and the hook with it", e);
    }
  }

  private void endWithJvm() {
    try {
      run("down");
    } catch (IOException e) {
      LOG.warn("the cluster of {} may still run", state, e);
    }
  }
}
