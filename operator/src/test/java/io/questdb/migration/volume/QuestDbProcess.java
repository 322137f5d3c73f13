package io.questdb.migration.volume;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.questdb.ServerMain;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real open-source server on a root, small, on ports of its own. */
final class QuestDbProcess implements AutoCloseable {
  private static final Pattern HTTP =
      Pattern.compile("http-server.*listening on 127\\.0\\.0\\.1:(\\d+)");

  private final ChildProcess process;
  private final HttpClient http = HttpClient.newHttpClient();
  private String address = "";

  private QuestDbProcess(ChildProcess process) {
    this.process = process;
  }

  /** Starts a server without waiting for it. */
  static QuestDbProcess launch(Path root, Path log) {
    String jar = Path.of(location()).toString();
    List<String> arguments =
        List.of(
            "-Xmx128m",
            // Where a killed server leaves its native library.
            "-Djava.io.tmpdir=" + log.toAbsolutePath().getParent(),
            "-p",
            jar,
            "-m",
            "io.questdb/io.questdb.ServerMain",
            "-d",
            "" + root);
    return new QuestDbProcess(ChildProcess.java(log, environment(), arguments));
  }

  /** Starts a server and waits until it answers. */
  static QuestDbProcess start(Path root, Path log) {
    QuestDbProcess server = launch(root, log);
    await("server start, see " + log)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(server::isListening);
    return server;
  }

  /** The rows of the answer to one statement; empty for what is no query. */
  JsonNode sql(String statement) throws IOException, InterruptedException {
    URI uri =
        URI.create(address + "/exec?query=" + URLEncoder.encode(statement, StandardCharsets.UTF_8));
    String body =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
    JsonNode answer = Json.MAPPER.readTree(body);
    if (answer.has("error")) {
      throw new AssertionError(statement + ": " + answer.get("error"));
    }
    return answer.path("dataset");
  }

  /** Sends SIGTERM and waits for the end. */
  int stop() {
    process.terminate();
    return process.exitCode();
  }

  ChildProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }

  private boolean isListening() {
    if (!process.isAlive()) {
      throw new AssertionError("the server ended: " + process.log());
    }
    Matcher matcher = HTTP.matcher(process.log());
    if (matcher.find()) {
      address = "http://127.0.0.1:" + matcher.group(1);
    }
    return !address.isEmpty();
  }

  private static URI location() {
    return URI.create(
        ServerMain.class.getProtectionDomain().getCodeSource().getLocation().toString());
  }

  private static Map<String, String> environment() {
    Map<String, String> env = new HashMap<>();
    for (String key : List.of("HTTP_NET", "HTTP_MIN_NET", "PG_NET")) {
      env.put("QDB_" + key + "_BIND_TO", "127.0.0.1:0");
    }
    env.put("QDB_LINE_TCP_ENABLED", "false");
    env.put("QDB_CAIRO_WRITER_DATA_APPEND_PAGE_SIZE", "128k");
    env.put("QDB_CAIRO_WAL_WRITER_DATA_APPEND_PAGE_SIZE", "128k");
    env.put("QDB_CAIRO_SYSTEM_WRITER_DATA_APPEND_PAGE_SIZE", "64k");
    env.put("QDB_CAIRO_SYSTEM_WAL_WRITER_DATA_APPEND_PAGE_SIZE", "64k");
    env.put("QDB_CAIRO_O3_COLUMN_MEMORY_SIZE", "128k");
    env.put("QDB_CAIRO_SYSTEM_O3_COLUMN_MEMORY_SIZE", "64k");
    env.put("QDB_CAIRO_WRITER_DATA_INDEX_VALUE_APPEND_PAGE_SIZE", "128k");
    env.put("QDB_CAIRO_WRITER_DATA_INDEX_KEY_APPEND_PAGE_SIZE", "64k");
    env.put("QDB_SHARED_NETWORK_WORKER_COUNT", "1");
    env.put("QDB_SHARED_QUERY_WORKER_COUNT", "1");
    env.put("QDB_SHARED_WRITE_WORKER_COUNT", "1");
    env.put("QDB_WAL_APPLY_WORKER_COUNT", "1");
    env.put("QDB_MAT_VIEW_REFRESH_WORKER_COUNT", "1");
    env.put("QDB_EXPORT_WORKER_COUNT", "0");
    env.put("QDB_CAIRO_SQL_JIT_MODE", "off");
    env.put("QDB_TELEMETRY_ENABLED", "true");
    return env;
  }
}
