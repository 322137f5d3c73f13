package io.questdb.migration.lab.enterprise;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.questdb.migration.lab.Certificates.Pem;
import io.questdb.migration.lab.node.ClassArchive;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;

/** A server as a child process on an address of its own, with the usual ports. */
final class StandIn implements AutoCloseable {
  static final String ENTERPRISE = "io.questdb.migration.lab.enterprise.EnterpriseServer";
  static final String OPEN_SOURCE = "io.questdb.ServerMain";

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Map<String, String> LEAN =
      Map.ofEntries(
          Map.entry("QDB_CAIRO_WRITER_DATA_APPEND_PAGE_SIZE", "128k"),
          Map.entry("QDB_CAIRO_WAL_WRITER_DATA_APPEND_PAGE_SIZE", "128k"),
          Map.entry("QDB_CAIRO_SYSTEM_WRITER_DATA_APPEND_PAGE_SIZE", "64k"),
          Map.entry("QDB_CAIRO_SYSTEM_WAL_WRITER_DATA_APPEND_PAGE_SIZE", "64k"),
          Map.entry("QDB_CAIRO_O3_COLUMN_MEMORY_SIZE", "128k"),
          Map.entry("QDB_CAIRO_SYSTEM_O3_COLUMN_MEMORY_SIZE", "64k"),
          Map.entry("QDB_SHARED_NETWORK_WORKER_COUNT", "1"),
          Map.entry("QDB_SHARED_QUERY_WORKER_COUNT", "1"),
          Map.entry("QDB_SHARED_WRITE_WORKER_COUNT", "1"),
          Map.entry("QDB_TELEMETRY_ENABLED", "false"));

  record Answer(int status, String body) {}

  /** How a server that could not start, or was stopped, ended. */
  record End(int exitCode, String errors) {}

  final String host;
  private final Process process;
  private final Path errors;
  private final String scheme;
  private final HttpClient http;

  private StandIn(String host, Process process, Path errors, String scheme, HttpClient http) {
    this.host = host;
    this.process = process;
    this.errors = errors;
    this.scheme = scheme;
    this.http = http;
  }

  /** A loopback address that no other test uses, nor one of a JVM that was started beside this. */
  static String newHost() {
    long pid = ProcessHandle.current().pid();
    return "127.%d.%d.%d".formatted(100 + pid / 250 % 20, pid % 250, 1 + COUNT.incrementAndGet());
  }

  /** Starts without waiting. */
  static StandIn launch(String mainClass, Path root, String host, Map<String, String> env) {
    return launch(mainClass, root, host, env, "http", HttpClient.newHttpClient());
  }

  static StandIn enterprise(Path root, Map<String, String> env) {
    return launch(ENTERPRISE, root, newHost(), env).awaitReady();
  }

  static StandIn openSource(Path root) {
    return launch(OPEN_SOURCE, root, newHost(), Map.of()).awaitReady();
  }

  /** Speaks HTTPS and trusts exactly the given certificate. */
  static StandIn enterpriseOverTls(Path root, String host, Map<String, String> env, Pem trusted) {
    HttpClient client = HttpClient.newBuilder().sslContext(trust(trusted)).build();
    return launch(ENTERPRISE, root, host, env, "https", client).awaitReady();
  }

  private static StandIn launch(
      String mainClass,
      Path root,
      String host,
      Map<String, String> env,
      String scheme,
      HttpClient client) {
    try {
      Path errors = Files.createTempFile(root, "errors", ".txt");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
      command.add("-Djava.io.tmpdir=" + root);
      command.addAll(ClassArchive.options(EnterpriseServer.class));
      command.addAll(List.of(mainClass, "-d", root.toString()));
      ProcessBuilder builder = new ProcessBuilder(command);
      Map<String, String> all = new HashMap<>(LEAN);
      all.put("QDB_HTTP_NET_BIND_TO", host + ":9000");
      all.put("QDB_HTTP_MIN_NET_BIND_TO", host + ":9003");
      all.put("QDB_PG_NET_BIND_TO", host + ":8812");
      all.put("QDB_LINE_TCP_NET_BIND_TO", host + ":9009");
      all.putAll(env);
      builder.environment().putAll(all);
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(errors.toFile());
      return new StandIn(host, builder.start(), errors, scheme, client);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  StandIn awaitReady() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsMatching(e -> e instanceof UncheckedIOException && process.isAlive())
        .until(() -> get(9000, "/ping", "").status() == 204);
    return this;
  }

  /** Waits for the process to end by itself. */
  End awaitEnd() {
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new AssertionError("still running");
      }
      return new End(process.exitValue(), Files.readString(errors));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  End stop() {
    process.destroy();
    return awaitEnd();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  Answer exec(String authorization, String sql) {
    return get(9000, "/exec?nm=true&query=" + URLEncoder.encode(sql, UTF_8), authorization);
  }

  /** The rows as JSON; fails unless the statement was answered with some. */
  String rows(String authorization, String sql) {
    Answer answer = exec(authorization, sql);
    int start = answer.body().indexOf("\"dataset\":");
    if (answer.status() != 200 || start < 0) {
      throw new AssertionError(sql + ": " + answer);
    }
    int end = answer.body().lastIndexOf(",\"count\"");
    return answer.body().substring(start + "\"dataset\":".length(), end);
  }

  /** Runs a statement that must succeed. */
  void run(String authorization, String sql) {
    Answer answer = exec(authorization, sql);
    if (answer.status() != 200) {
      throw new AssertionError(sql + ": " + answer);
    }
  }

  Answer write(String authorization, String line) {
    return send(
        request(9000, "/write", authorization)
            .POST(HttpRequest.BodyPublishers.ofString(line + "\n")));
  }

  Answer get(int port, String pathAndQuery, String authorization) {
    return send(request(port, pathAndQuery, authorization));
  }

  private HttpRequest.Builder request(int port, String pathAndQuery, String authorization) {
    URI uri = URI.create(scheme + "://" + host + ":" + port + pathAndQuery);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return request;
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static String basic(String user, String password) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
  }

  static String bearer(String token) {
    return "Bearer " + token;
  }

  static SSLContext trust(Pem pem) {
    try (InputStream in = Files.newInputStream(pem.cert())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      List<? extends Certificate> chain =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
      store.setCertificateEntry("root", chain.get(chain.size() - 1));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
