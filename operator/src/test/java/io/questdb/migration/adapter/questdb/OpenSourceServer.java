package io.questdb.migration.adapter.questdb;

import static org.awaitility.Awaitility.await;

import io.questdb.ServerMain;
import io.questdb.migration.facts.Edition;
import io.questdb.migration.ports.Database;
import io.questdb.migration.ports.DatabaseContract;
import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.Login;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The real open-source server in a process of its own, small, on ports of its choice. */
final class OpenSourceServer implements DatabaseContract.Server {
  private static final String SMALL =
      """
      http.net.bind.to=127.0.0.1:0
      http.min.net.bind.to=127.0.0.1:0
      pg.net.bind.to=127.0.0.1:0
      line.tcp.net.bind.to=127.0.0.1:0
      dev.mode.enabled=true
      metrics.enabled=true
      shared.worker.count=2
      cairo.writer.data.append.page.size=128k
      cairo.wal.writer.data.append.page.size=128k
      cairo.system.writer.data.append.page.size=64k
      cairo.system.wal.writer.data.append.page.size=64k
      cairo.o3.column.memory.size=128k
      cairo.system.o3.column.memory.size=64k
      cairo.writer.data.index.value.append.page.size=128k
      cairo.writer.data.index.key.append.page.size=64k
      """;

  private final Path log;
  private final Process process;
  private final Database database;
  private final ListenerPorts ports;
  private final Optional<Login> login;

  /** Starts a server with these lines added to its configuration file. */
  OpenSourceServer(Path directory, Optional<Login> login, String... configuration)
      throws IOException {
    this.login = login;
    Path root = Files.createTempDirectory(directory, "root");
    log = directory.resolve(root.getFileName() + ".log");
    Path conf = Files.createDirectories(root.resolve("conf"));
    Files.writeString(conf.resolve("server.conf"), SMALL + String.join("\n", configuration));
    process =
        new ProcessBuilder(command(root))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    ports =
        new ListenerPorts(
            port("http-server"),
            port("http-min-server"),
            port("pg-server"),
            port("tcp-line-server"));
    database = new WireDatabase(Duration.ofSeconds(2), Duration.ofSeconds(20), ports);
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> database.identity(endpoint()) != null);
  }

  private static List<String> command(Path root) {
    String jar = ServerMain.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx128m",
        "-Djava.io.tmpdir=" + root,
        "-p",
        jar,
        "-m",
        "io.questdb/io.questdb.ServerMain",
        "-d",
        root.toString());
  }

  private int port(String listener) {
    Pattern line = Pattern.compile(" " + listener + " listening on 127\\.0\\.0\\.1:(\\d+)");
    return await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .failFast("the server ended", () -> !process.isAlive())
        .until(() -> portIn(line), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<Integer> portIn(Pattern line) throws IOException {
    try (Stream<String> lines = Files.readString(log, StandardCharsets.ISO_8859_1).lines()) {
      return lines
          .map(line::matcher)
          .filter(Matcher::find)
          .map(found -> Integer.valueOf(found.group(1)))
          .findFirst();
    }
  }

  ListenerPorts ports() {
    return ports;
  }

  @Override
  public Database database() {
    return database;
  }

  @Override
  public Endpoint endpoint() {
    return new Endpoint("127.0.0.1", Optional.empty(), login);
  }

  @Override
  public Edition edition() {
    return Edition.OSS;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
