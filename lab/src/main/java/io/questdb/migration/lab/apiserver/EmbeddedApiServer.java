package io.questdb.migration.lab.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A Kubernetes API on a loopback port, without TLS; everything it stores is in memory. */
public final class EmbeddedApiServer implements ApiServer, AutoCloseable {

  static {
    // Otherwise headers and body go out as two packets and each answer waits for a delayed ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final ObjectStore store = new ObjectStore();
  private final ResourceTypes types = new ResourceTypes();
  private final Writes writes = new Writes(store, types, this::collectGarbage);
  private final GarbageCollector garbageCollector = new GarbageCollector(store, types, writes);
  private final ApiRoutes routes = new ApiRoutes(store, types, writes);
  private final Faults faults = new Faults();
  private final AccessLog accesses = new AccessLog();
  private final AtomicBoolean garbage = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService background = Executors.newSingleThreadExecutor(daemons("api-gc"));
  private final ExecutorService requests = Executors.newCachedThreadPool(daemons("api-request"));
  private HttpServer http;
  private int port;

  private EmbeddedApiServer(int port) {
    this.port = port;
    ResourceType namespaces = types.find("v1", "namespaces").orElseThrow();
    for (String name : List.of("default", "kube-system")) {
      ObjectNode namespace = Json.object("v1", "Namespace");
      Json.metadata(namespace).put("name", name);
      writes.create(namespaces, "", namespace, WriteOptions.INTERNAL);
    }
  }

  /** Starts at a free port. */
  public static EmbeddedApiServer start() {
    return start(0);
  }

  /** Starts at the given port of 127.0.0.1. */
  public static EmbeddedApiServer start(int port) {
    EmbeddedApiServer server = new EmbeddedApiServer(port);
    server.resumeServing();
    return server;
  }

  @Override
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** For a client that the access log calls {@code caller}. */
  public Config config(String caller) {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(url())
        .withOauthToken(caller)
        .withNamespace("default")
        .build();
  }

  /** The same as a kubeconfig file. */
  public String kubeconfig(String caller) {
    return """
        apiVersion: v1
        kind: Config
        clusters: [{name: lab, cluster: {server: "%s"}}]
        users: [{name: lab, user: {token: "%s"}}]
        contexts: [{name: lab, context: {cluster: lab, user: lab, namespace: default}}]
        current-context: lab
        """
        .formatted(url(), caller);
  }

  /** Ends all connections and refuses new ones; the store stays. */
  public synchronized void stopServing() {
    if (http != null) {
      disconnectWatches();
      http.stop(0);
      http = null;
    }
  }

  /** Serves again, at the same port. */
  public synchronized void resumeServing() {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      http = HttpServer.create(new InetSocketAddress(loopback, port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen at 127.0.0.1:" + port, e);
    }
    port = http.getAddress().getPort();
    http.createContext("/", this::serve);
    http.setExecutor(requests);
    http.start();
  }

  /** Ends every watch; clients watch again from the version they have seen. */
  public void disconnectWatches() {
    store.disconnectWatches();
  }

  /** Forgets what changed so far: watches from before now are answered with 410. */
  public void forgetHistory() {
    types.all().forEach(store::compact);
  }

  @Override
  public Faults faults() {
    return faults;
  }

  @Override
  public List<Access> accessLog() {
    return accesses.list();
  }

  /** From now on {@code pods/log} reads here. */
  public void podLogs(PodLogs logs) {
    routes.podLogs(logs);
  }

  @Override
  public void close() {
    closed.countDown();
    stopServing();
    background.shutdownNow();
    requests.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
        // fabric8 watches over plain HTTP once its WebSocket handshake is answered with 200.
        exchange.sendResponseHeaders(200, -1);
      } else {
        answer(exchange, Call.read(exchange, types));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange, Call call) throws IOException, InterruptedException {
    Fault.Effect fault = faults.take(call).orElse(null);
    if (fault instanceof Fault.Delay delay) {
      closed.await(delay.duration().toMillis(), TimeUnit.MILLISECONDS);
    }
    if (fault instanceof Fault.Drop) {
      accesses.add(call.answered(0));
      return;
    }
    boolean watch = call.verb().equals("watch") && call.type().isPresent();
    if (watch && !(fault instanceof Fault.Answer)) {
      watch(exchange, call);
      return;
    }
    ApiRoutes.Answer answer =
        fault instanceof Fault.Answer injected
            ? new ApiRoutes.Answer(injected.code(), injected.status())
            : routes.answer(call);
    boolean dropped = fault instanceof Fault.DropAfter;
    accesses.add(call.answered(dropped ? 0 : answer.code()));
    if (!dropped) {
      send(exchange, answer);
    }
  }

  private void watch(HttpExchange exchange, Call call) throws IOException, InterruptedException {
    Watching watching;
    try {
      watching = new Watching(store, call, exchange.getResponseBody());
    } catch (ApiError e) {
      send(exchange, new ApiRoutes.Answer(e.code(), e.status()));
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    accesses.add(call.answered(200));
    exchange.sendResponseHeaders(200, 0);
    watching.run();
  }

  static void send(HttpExchange exchange, ApiRoutes.Answer answer) throws IOException {
    boolean text = answer.body().isTextual();
    String body = text ? answer.body().asText() : answer.body().toString();
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", text ? "text/plain" : "application/json");
    exchange.sendResponseHeaders(answer.code(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void collectGarbage() {
    if (garbage.compareAndSet(false, true) && closed.getCount() > 0) {
      background.execute(
          () -> {
            garbage.set(false);
            garbageCollector.run();
          });
    }
  }

  static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
