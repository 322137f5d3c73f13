package io.questdb.migration.lab.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.questdb.migration.lab.Certificates;
import io.questdb.migration.lab.apiserver.PodLogs;
import io.questdb.migration.lab.enterprise.PemCertificate;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * The part of a kubelet's API that {@code pods/log} comes from, on a loopback port. Like
 * kube-apiserver by default, nobody verifies its certificate.
 */
public final class KubeletServer implements AutoCloseable {
  private static final String LOGS = "/containerLogs/";

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("kubelet"));
  private final PodLogs logs;

  /**
   * @param directory for its certificate
   */
  public KubeletServer(Path directory, PodLogs logs) throws IOException {
    this.logs = logs;
    Certificates.Pem pem =
        Certificates.selfSigned(directory, LabNode.NAME, List.of(LabNode.NAME), Duration.ofDays(1));
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try {
      server.setHttpsConfigurator(
          new HttpsConfigurator(PemCertificate.read(pem.cert(), pem.key()).serverContext()));
    } catch (GeneralSecurityException e) {
      throw new IOException("the kubelet's certificate cannot be served", e);
    }
    server.createContext(LOGS, this::answer);
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] path = exchange.getRequestURI().getPath().substring(LOGS.length()).split("/", -1);
      Optional<String> log =
          path.length == 3 ? logs.read(path[0], path[1], path[2]) : Optional.empty();
      byte[] body =
          cut(log.orElse("no such container\n"), query(exchange)).getBytes(StandardCharsets.UTF_8);
      int code = log.isPresent() ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_NOT_FOUND;
      exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String cut(String log, Map<String, String> query) {
    String cut = log;
    if (query.containsKey("tailLines")) {
      long skip = Math.max(0, log.lines().count() - Long.parseLong(query.get("tailLines")));
      cut = log.lines().skip(skip).map(line -> line + "\n").collect(Collectors.joining());
    }
    int limit = Integer.parseInt(query.getOrDefault("limitBytes", "" + Integer.MAX_VALUE));
    byte[] bytes = cut.getBytes(StandardCharsets.UTF_8);
    return new String(bytes, 0, Math.min(limit, bytes.length), StandardCharsets.UTF_8);
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new TreeMap<>();
    String text = exchange.getRequestURI().getQuery();
    for (String pair : text == null ? new String[0] : text.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], parts.length == 2 ? parts[1] : "");
    }
    return query;
  }
}
