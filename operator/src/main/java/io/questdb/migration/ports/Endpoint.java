package io.questdb.migration.ports;

import java.util.Optional;

/**
 * How to reach one server.
 *
 * @param host the pod's IP: exactly one server, also while it is not ready
 * @param trust empty for plain text
 * @param login empty for none
 */
public record Endpoint(String host, Optional<Trust> trust, Optional<Login> login) {

  /**
   * What a TLS listener must show.
   *
   * @param certificates PEM of the Secret's {@code tls.crt}, leaf first; exactly this leaf is
   *     trusted, and no other
   * @param serverName sent as SNI
   */
  public record Trust(String certificates, String serverName) {}
}
