package io.questdb.migration.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthServerTest {
  private final AtomicBoolean healthy = new AtomicBoolean(true);
  private final AtomicBoolean ready = new AtomicBoolean();
  private final AtomicReference<Supplier<String>> metrics =
      new AtomicReference<>(() -> "runs_total 7\n");
  private final HealthServer server =
      new HealthServer(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          healthy::get,
          ready::get,
          () -> metrics.get().get());
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void healthAndReadinessAreAskedEachTime() throws Exception {
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);

    healthy.set(false);
    ready.set(true);

    assertThat(get("/healthz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void metricsAreInTheTextFormat() throws Exception {
    HttpResponse<String> response = get("/metrics");

    assertThat(response.body()).isEqualTo("runs_total 7\n");
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
  }

  @Test
  void nothingElseIsServed() throws Exception {
    assertThat(get("/healthz/more").statusCode()).isEqualTo(404);
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(send("POST", "/healthz").statusCode()).isEqualTo(405);
    assertThat(send("HEAD", "/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void aFailureIsAnAnswerToo() throws Exception {
    metrics.set(
        () -> {
          throw new IllegalStateException("as scripted");
        });

    HttpResponse<String> response = get("/metrics");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).doesNotContain("scripted");
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void aSilentClientDoesNotKeepOthersFromTheirAnswer() throws Exception {
    try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      silent.getOutputStream().write('G');
      silent.getOutputStream().flush();

      assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void anAddressThatIsTakenIsNamed() {
    assertThatThrownBy(() -> new HealthServer(server.address(), () -> true, () -> true, () -> ""))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(Integer.toString(server.address().getPort()));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send("GET", path);
  }

  private HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
