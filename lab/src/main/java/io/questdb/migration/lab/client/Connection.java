package io.questdb.migration.lab.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Requests to wherever the target is now. Whether the listener speaks TLS is found out: after a
 * failure the other way is tried, if a certificate to trust is known.
 */
final class Connection {
  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final Supplier<Target> targets;
  private final HttpClient plain = newClient().build();
  private Target target;
  private HttpClient secure;
  private Optional<X509Certificate> trusted = Optional.empty();
  private boolean tls;

  Connection(Supplier<Target> targets) {
    this.targets = targets;
    this.target = targets.get();
  }

  /**
   * Sends once. After an exception, or when {@link #retry()} was called, the next request asks for
   * the target again.
   *
   * @param body empty for GET
   */
  HttpResponse<String> send(String path, Optional<BodyPublisher> body, Duration timeout)
      throws IOException, InterruptedException {
    if (target == null) {
      target = targets.get();
    }
    boolean secured = tls && target.certificate().isPresent();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.uri(secured, path)).timeout(timeout);
    target.authorization().ifPresent(value -> request.header("Authorization", value));
    body.ifPresent(request::POST);
    try {
      return client(secured).send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      tls = !tls;
      retry();
      throw e;
    }
  }

  /** The answer was of no use: look the target up again before the next request. */
  void retry() {
    target = null;
  }

  /** Whether the last answer came over TLS, from the trusted certificate. */
  boolean secured() {
    return tls && trusted.isPresent();
  }

  private HttpClient client(boolean secured) {
    if (!secured) {
      return plain;
    }
    if (!trusted.equals(target.certificate())) {
      trusted = target.certificate();
      secure = newClient().sslContext(PinnedCertificate.trusting(trusted.orElseThrow())).build();
    }
    return secure;
  }

  private static HttpClient.Builder newClient() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
  }
}
