package io.questdb.migration.adapter.questdb;

import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.Endpoint.Trust;
import io.questdb.migration.ports.PortException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SNIHostName;

/**
 * Opens connections and keeps one idle one for each port of the last {@value #KEPT} endpoints. An
 * endpoint includes its login, so no statement travels on a connection that somebody else logged in
 * on.
 */
final class Connections {
  private static final int KEPT = 64;

  private record Key(Endpoint endpoint, int port) {}

  private final Duration connectTimeout;
  private final Map<Key, Connection> idle = new LinkedHashMap<>();

  Connections(Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
  }

  /** An idle connection, or a new one. */
  Connection borrow(Endpoint endpoint, int port) throws IOException {
    Optional<Connection> kept = take(new Key(endpoint, port));
    if (kept.isPresent() && kept.get().isQuiet()) {
      return kept.get();
    }
    kept.ifPresent(Connection::close);
    return open(endpoint, port);
  }

  /** Takes back a connection whose last answer was read to its end. */
  void giveBack(Endpoint endpoint, int port, Connection connection) {
    keep(new Key(endpoint, port), connection).ifPresent(Connection::close);
  }

  /** A new connection, under TLS if the endpoint has trust. */
  Connection open(Endpoint endpoint, int port) throws IOException {
    Connection plain = plain(endpoint, port);
    return endpoint.trust().isPresent() ? secure(plain, endpoint.trust().get()) : plain;
  }

  Connection plain(Endpoint endpoint, int port) throws IOException {
    return Connection.open(endpoint.host(), port, connectTimeout);
  }

  /** TLS over a plain connection, which is closed if that fails. */
  static Connection secure(Connection plain, Trust trust) throws IOException {
    try {
      return plain.secure(pinned(trust), serverName(trust));
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  static PinnedCertificate pinned(Trust trust) {
    try {
      return new PinnedCertificate(trust);
    } catch (CertificateException e) {
      throw new PortException.Rejected("The certificate to trust is not in PEM form", e);
    }
  }

  private static SNIHostName serverName(Trust trust) {
    try {
      return new SNIHostName(trust.serverName());
    } catch (IllegalArgumentException e) {
      throw new PortException.Rejected("Not a host name: " + trust.serverName(), e);
    }
  }

  private synchronized Optional<Connection> take(Key key) {
    return Optional.ofNullable(idle.remove(key));
  }

  private synchronized Optional<Connection> keep(Key key, Connection connection) {
    Connection replaced = idle.put(key, connection);
    if (replaced != null || idle.size() <= KEPT) {
      return Optional.ofNullable(replaced);
    }
    return Optional.of(idle.remove(idle.keySet().iterator().next()));
  }
}
