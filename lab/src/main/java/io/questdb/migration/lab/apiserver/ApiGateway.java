package io.questdb.migration.lab.apiserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * Stands between one client and a real API server, on a loopback port without TLS: it hands on what
 * is asked and answered, keeps the access log, and lets go wrong what a test orders.
 */
public final class ApiGateway implements ApiServer, AutoCloseable {
  private static final List<String> HANDED_ON =
      List.of("Authorization", "Accept", "Content-Type", "User-Agent");

  private final KubernetesClient admin;
  private final String caller;
  private final HttpClient client;
  private final HttpServer http;
  private final ResourceTypes types = new ResourceTypes();
  private final Faults faults = new Faults();
  private final AccessLog accesses = new AccessLog();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads;

  private ApiGateway(KubernetesClient admin, String caller) throws IOException {
    this.admin = admin;
    this.caller = caller;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trusting(admin.getConfiguration()))
            .build();
    this.threads = Executors.newCachedThreadPool(EmbeddedApiServer.daemons("api-gateway"));
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    this.http = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    http.createContext("/", this::serve);
    http.setExecutor(threads);
    http.start();
  }

  /**
   * Starts at a free port.
   *
   * @param admin a client of the real server, to learn its resources
   * @param caller what the access log calls the client
   */
  public static ApiGateway start(KubernetesClient admin, String caller) throws IOException {
    return new ApiGateway(admin, caller);
  }

  @Override
  public String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  @Override
  public Faults faults() {
    return faults;
  }

  @Override
  public List<Access> accessLog() {
    return accesses.list();
  }

  @Override
  public void close() {
    closed.countDown();
    http.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
        // fabric8 watches over plain HTTP once its WebSocket handshake is answered with 200.
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      exchange.setStreams(new ByteArrayInputStream(body), null);
      answer(exchange, read(exchange, body), body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The real server may have got new definitions since. */
  private Call read(HttpExchange exchange, byte[] body) throws IOException {
    Call call = Call.read(exchange, types);
    if (call.type().isPresent() || !call.name().startsWith("apis/")) {
      return call;
    }
    for (CustomResourceDefinition definition :
        admin.resources(CustomResourceDefinition.class).list().getItems()) {
      types.serve(ResourceType.of(Json.MAPPER.valueToTree(definition)));
    }
    exchange.setStreams(new ByteArrayInputStream(body), null);
    return Call.read(exchange, types);
  }

  private void answer(HttpExchange exchange, Call call, byte[] body)
      throws IOException, InterruptedException {
    Fault.Effect fault = faults.take(call).orElse(null);
    if (fault instanceof Fault.Delay delay) {
      closed.await(delay.duration().toMillis(), TimeUnit.MILLISECONDS);
    }
    if (fault instanceof Fault.Answer injected) {
      accesses.add(call.answered(injected.code(), caller));
      EmbeddedApiServer.send(exchange, new ApiRoutes.Answer(injected.code(), injected.status()));
      return;
    }
    if (fault instanceof Fault.Drop) {
      accesses.add(call.answered(0, caller));
      return;
    }
    HttpResponse<InputStream> answer =
        client.send(request(exchange, body), BodyHandlers.ofInputStream());
    try (InputStream content = answer.body()) {
      if (fault instanceof Fault.DropAfter) {
        content.readAllBytes();
        accesses.add(call.answered(0, caller));
        return;
      }
      accesses.add(call.answered(answer.statusCode(), caller));
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      exchange.sendResponseHeaders(answer.statusCode(), 0);
      if (call.verb().equals("watch") && answer.statusCode() == HttpURLConnection.HTTP_OK) {
        copyEvents(content, exchange.getResponseBody());
      } else {
        content.transferTo(exchange.getResponseBody());
      }
    }
  }

  private HttpRequest request(HttpExchange exchange, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(admin.getMasterUrl().toString()).resolve(exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    for (String header : HANDED_ON) {
      List<String> values = exchange.getRequestHeaders().getOrDefault(header, List.of());
      values.forEach(value -> request.header(header, value));
    }
    return request.build();
  }

  /** Each event of a watch goes out as soon as it comes. */
  private static void copyEvents(InputStream from, OutputStream to) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      to.write(Json.asciiLine(Json.MAPPER.readTree(line)));
      to.flush();
    }
  }

  private static SSLContext trusting(Config config) throws IOException {
    try {
      return SSLUtils.sslContext(null, SSLUtils.trustManagers(config));
    } catch (GeneralSecurityException e) {
      throw new IOException("the authority of the API server cannot be used", e);
    }
  }
}
