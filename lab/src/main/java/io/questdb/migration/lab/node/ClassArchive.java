package io.questdb.migration.lab.node;

import io.questdb.ServerMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The server's classes as a JVM maps them into memory at once (class-data sharing): a small server
 * starts in little more than half the time. A JVM that an archive does not fit goes without it.
 */
public final class ClassArchive {
  private static final String STARTED = "enjoy"; // ends the log of a start
  private static final Map<String, String> ANYWHERE =
      Map.of(
          "QDB_HTTP_BIND_TO", "127.0.0.1:0",
          "QDB_HTTP_MIN_NET_BIND_TO", "127.0.0.1:0",
          "QDB_PG_NET_BIND_TO", "127.0.0.1:0",
          "QDB_LINE_TCP_NET_BIND_TO", "127.0.0.1:0",
          "QDB_TELEMETRY_ENABLED", "false");

  private ClassArchive() {}

  /**
   * The options with which a server finds its classes, the class path among them; where {@code
   * others} come from follows the server's own. The first who asks after a build waits some seconds
   * for the archive.
   *
   * @throws UncheckedIOException if the server cannot be run to learn its classes
   */
  public static List<String> options(Class<?>... others) {
    StringJoiner classPath = new StringJoiner(":"); // an archive is of the beginning of one
    classPath.add(place(ServerMain.class).toString());
    for (Class<?> other : others) {
      classPath.add(place(other).toString());
    }
    return List.of("-XX:SharedArchiveFile=" + made(), "-cp", classPath.toString());
  }

  /** Where a class is loaded from: a jar, or the directory of a build. */
  private static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("not a file: " + type, e);
    }
  }

  /** Beside the lab's own classes, so that it goes with a clean build; one of all JVMs makes it. */
  private static synchronized Path made() {
    Path archive = place(ClassArchive.class).resolveSibling("server-" + Runtime.version() + ".jsa");
    try (FileChannel file =
        FileChannel.open(
            archive.resolveSibling("server.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      file.lock(); // it ends with the channel
      if (!Files.exists(archive)) {
        make(archive);
      }
      return archive;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server that has started and is asked to end writes what it has loaded. */
  private static void make(Path archive) throws IOException {
    Path root = Files.createTempDirectory(archive.getParent(), "server");
    Path written = root.resolve("classes.jsa");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:ArchiveClassesAtExit=" + written,
            "-Djava.io.tmpdir=" + root,
            "-cp",
            place(ServerMain.class).toString(),
            ServerMain.class.getName(),
            "-d",
            root.toString());
    ChildProcesses.forgetEnvironment(builder);
    builder.environment().putAll(ANYWHERE);
    builder.redirectErrorStream(true);
    try (ChildProcesses processes = new ChildProcesses(root.resolve("processes"))) {
      Process server = processes.start(builder);
      awaitStart(server.inputReader());
      server.toHandle().destroy(); // and not of the process itself, which closes its output
      server.inputReader().transferTo(Writer.nullWriter());
      server.waitFor();
      if (Files.exists(written)) { // not every JVM can
        Files.move(written, archive);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the server's classes were archived", e);
    } finally {
      Trees.delete(root);
    }
  }

  private static void awaitStart(BufferedReader output) throws IOException {
    StringJoiner log = new StringJoiner(System.lineSeparator());
    String line = "";
    while (!line.endsWith(STARTED)) {
      log.add(line);
      line = output.readLine();
      if (line == null) {
        throw new IOException("the server ended instead of starting:" + log);
      }
    }
  }
}
