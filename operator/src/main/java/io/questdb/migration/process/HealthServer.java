package io.questdb.migration.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code /healthz}, {@code /readyz} and {@code /metrics} on plain HTTP. */
public final class HealthServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);

  /** Of a request, after which its connection is closed: a silent client must not hold a thread. */
  private static final String MOST_SECONDS = "10";

  private static final int THREADS = 4;

  static {
    System.setProperty("sun.net.httpserver.maxReqTime", MOST_SECONDS);
    System.setProperty("sun.net.httpserver.maxRspTime", MOST_SECONDS);
  }

  private final BooleanSupplier healthy;
  private final BooleanSupplier ready;
  private final Supplier<String> metrics;
  private final ExecutorService threads;
  private final HttpServer server;

  private record Answer(int code, String contentType, String body) {
    static Answer text(int code, String body) {
      return new Answer(code, "text/plain; charset=utf-8", body + "\n");
    }
  }

  /**
   * Listens at once.
   *
   * @param healthy whether the process should go on; false gets it restarted
   * @param ready whether it does its work, or stands by to
   * @param metrics in Prometheus' text format
   * @throws UncheckedIOException when the address is taken
   */
  public HealthServer(
      InetSocketAddress address,
      BooleanSupplier healthy,
      BooleanSupplier ready,
      Supplier<String> metrics) {
    this.healthy = healthy;
    this.ready = ready;
    this.metrics = metrics;
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen at " + address, e);
    }
    threads = Executors.newFixedThreadPool(THREADS, Threads.daemons("health"));
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      exchange.sendResponseHeaders(answer.code(), head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private Answer answer(HttpExchange exchange) {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Answer.text(405, "only GET");
    }
    try {
      return switch (exchange.getRequestURI().getPath()) {
        case "/healthz" -> verdict(healthy);
        case "/readyz" -> verdict(ready);
        case "/metrics" ->
            new Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
        default -> Answer.text(404, "no such page");
      };
    } catch (RuntimeException e) {
      LOG.error("Could not answer {}", exchange.getRequestURI().getPath(), e);
      return Answer.text(500, "see the log");
    }
  }

  private static Answer verdict(BooleanSupplier question) {
    return question.getAsBoolean() ? Answer.text(200, "ok") : Answer.text(503, "no");
  }
}
