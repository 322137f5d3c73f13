package io.questdb.migration.adapter.questdb;

import io.questdb.migration.ports.Database.Listener;
import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.Login;
import io.questdb.migration.ports.PortException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/**
 * Sends GET requests, each exactly once. The JDK's own client is not used because it sends a GET
 * again when the connection ends before an answer, on fresh connections too, and QuestDB takes
 * statements only by GET: a token would be made twice.
 */
final class Wire {
  private final Connections connections;
  private final ListenerPorts ports;

  Wire(Connections connections, ListenerPorts ports) {
    this.connections = connections;
    this.ports = ports;
  }

  /** GET over a connection that is kept. */
  HttpAnswer get(Endpoint endpoint, Listener listener, String target, Duration timeout) {
    int port = ports.of(listener);
    try {
      Connection connection = connections.borrow(endpoint, port);
      HttpAnswer answer = ask(connection, endpoint, port, target, timeout);
      if (answer.reusable() && answer.status() == 200) {
        connections.giveBack(endpoint, port, connection);
      } else {
        connection.close();
      }
      return answer;
    } catch (IOException e) {
      throw failure(address(endpoint, listener), e);
    }
  }

  /**
   * GET over a connection of its own: what an earlier one was allowed says nothing about this login
   * now.
   */
  HttpAnswer getAfresh(Endpoint endpoint, Listener listener, String target, Duration timeout) {
    int port = ports.of(listener);
    try (Connection connection = connections.open(endpoint, port)) {
      return ask(connection, endpoint, port, target, timeout);
    } catch (IOException e) {
      throw failure(address(endpoint, listener), e);
    }
  }

  /** Host and port, for messages. */
  String address(Endpoint endpoint, Listener listener) {
    return bracketed(endpoint.host()) + ":" + ports.of(listener);
  }

  /** A connection in plain text, whatever the endpoint trusts. */
  Connection plain(Endpoint endpoint, Listener listener) throws IOException {
    return connections.plain(endpoint, ports.of(listener));
  }

  /**
   * What a broken exchange means: no answer, unless the peer showed that it will never give one.
   */
  static PortException failure(String address, IOException e) {
    if (e instanceof Connection.TlsRefused) {
      return new PortException.Rejected(address + " refuses TLS: " + e.getMessage(), e);
    } else if (e instanceof ProtocolException) {
      return new PortException.Rejected(
          address + " does not speak HTTP as expected: " + e.getMessage(), e);
    }
    return new PortException.Unavailable(address + " does not answer: " + e, e);
  }

  private static HttpAnswer ask(
      Connection connection, Endpoint endpoint, int port, String target, Duration timeout)
      throws IOException {
    try {
      connection.within(timeout).send(request(endpoint, port, target, timeout));
      return HttpAnswer.read(connection.input());
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * {@code Statement-Timeout} (milliseconds) takes the place of the server's {@code query.timeout},
   * which is 60 s.
   */
  private static byte[] request(Endpoint endpoint, int port, String target, Duration timeout) {
    StringBuilder head = new StringBuilder("GET ").append(target).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(bracketed(endpoint.host())).append(':').append(port);
    head.append("\r\nStatement-Timeout: ").append(timeout.toMillis()).append("\r\n");
    endpoint.login().ifPresent(login -> head.append(authorization(login)).append("\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static String authorization(Login login) {
    if (login instanceof Login.Basic basic) {
      byte[] pair = (basic.user() + ":" + basic.password()).getBytes(StandardCharsets.UTF_8);
      return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair);
    }
    return "Authorization: Bearer " + ((Login.Token) login).token();
  }

  private static String bracketed(String host) {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }
}
