package io.questdb.migration.adapter.questdb;

import io.questdb.migration.ports.Database.Listener;
import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.Endpoint.Trust;
import io.questdb.migration.ports.PortException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Proves by a handshake that a listener speaks TLS with the given certificate. */
final class TlsProof {
  /** The PostgreSQL protocol's SSLRequest: its length and the code 1234 5679. */
  private static final byte[] SSL_REQUEST =
      ByteBuffer.allocate(8).putInt(8).putInt(80877103).array();

  /** How long an ILP listener keeps still to be taken for one in plain text. */
  private static final Duration SILENCE = Duration.ofMillis(300);

  private final Wire wire;

  TlsProof(Wire wire) {
    this.wire = wire;
  }

  /** The subject of the certificate that the listener has shown. */
  String handshake(Endpoint endpoint, Listener listener) {
    String address = wire.address(endpoint, listener);
    Trust trust =
        endpoint
            .trust()
            .orElseThrow(
                () -> new PortException.Rejected("No certificate is given to prove " + address));
    try (Connection plain = wire.plain(endpoint, listener)) {
      if (listener == Listener.PGWIRE) {
        requestTls(plain, address);
      }
      Connections.secure(plain, trust).close();
      return Connections.pinned(trust).subject();
    } catch (EOFException e) {
      if (speaksPlainText(endpoint, listener)) {
        throw new PortException.Rejected(address + " speaks plain text, not TLS", e);
      }
      throw Wire.failure(address, e);
    } catch (IOException e) {
      throw Wire.failure(address, e);
    }
  }

  private static void requestTls(Connection connection, String address) throws IOException {
    connection.send(SSL_REQUEST);
    int answer = connection.input().read();
    if (answer < 0) {
      throw new EOFException("hung up on the request for TLS");
    } else if (answer != 'S') {
      throw new PortException.Rejected(address + " speaks plain text, not TLS");
    }
  }

  /**
   * A listener in plain text hangs up on a TLS handshake, but so does a server that is about to
   * stop. HTTP answers a request; ILP takes empty lines without a word, where TLS would end the
   * connection.
   */
  private boolean speaksPlainText(Endpoint endpoint, Listener listener) {
    try (Connection connection = wire.plain(endpoint, listener)) {
      if (listener == Listener.ILP) {
        connection.within(SILENCE).send("\n".repeat(16).getBytes(StandardCharsets.US_ASCII));
        return isSilent(connection);
      }
      connection.send("GET /ping HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return connection.input().read() == 'H';
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isSilent(Connection connection) throws IOException {
    try {
      connection.input().read();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }
}
