package io.questdb.migration.adapter.questdb;

import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.Endpoint.Trust;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A listener that answers each HTTP request with what a test says, byte for byte, in plain text or
 * under TLS; it also answers PostgreSQL's request for TLS.
 */
final class ScriptedServer implements Closeable {
  /** Instead of an answer: keep still. */
  static final String SILENCE = "silence";

  /** Instead of an answer, or behind the part of one: end the connection. */
  static final String HANG_UP = "\0";

  final List<String> requests = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();
  final List<String> serverNames = new CopyOnWriteArrayList<>();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final ServerSocket listener;
  private final Optional<SSLContext> tls;
  private final UnaryOperator<String> answers;

  /** A server whose answer is a function of the request's lines. */
  ScriptedServer(Optional<SSLContext> tls, UnaryOperator<String> answers) throws IOException {
    this.tls = tls;
    this.answers = answers;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** A whole answer with that status and body. */
  static String answer(int status, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return "HTTP/1.1 " + status + " X\r\nContent-Length: " + length + "\r\n\r\n" + body;
  }

  /** This server as each of a database's listeners. */
  ListenerPorts ports() {
    int port = listener.getLocalPort();
    return new ListenerPorts(port, port, port, port);
  }

  Endpoint endpoint(Optional<Trust> trust) {
    return new Endpoint("127.0.0.1", trust, Optional.empty());
  }

  /** Ends the connections that are open. */
  void hangUp() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    open.clear();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        open.add(socket);
        threads.execute(() -> serve(socket));
      }
    } catch (IOException closed) {
      // That is how a test ends.
    }
  }

  private void serve(Socket plain) {
    try (Socket socket = tls.isPresent() ? secured(plain, tls.get()) : plain) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      for (String request = request(in); !request.isEmpty(); request = request(in)) {
        requests.add(request);
        String answer = answers.apply(request);
        String bytes = answer.equals(SILENCE) ? "" : answer.replace(HANG_UP, "");
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        if (answer.endsWith(HANG_UP)) {
          return;
        }
      }
    } catch (IOException gone) {
      // The client ended the connection, as some tests want.
    }
  }

  /** The lines of a request, up to the empty one. */
  private static String request(BufferedReader in) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      lines.append(line).append('\n');
    }
    return lines.toString();
  }

  /** A client that begins with a zero is PostgreSQL's: it asks whether there is TLS. */
  private Socket secured(Socket plain, SSLContext context) throws IOException {
    int first = plain.getInputStream().read();
    InputStream consumed = new ByteArrayInputStream(new byte[] {(byte) first});
    if (first == 0) {
      plain.getInputStream().readNBytes(7);
      plain.getOutputStream().write('S');
      consumed = null;
    }
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, consumed, true);
    socket.startHandshake();
    serverNames.add(
        ((ExtendedSSLSession) socket.getSession()).getRequestedServerNames().toString());
    return socket;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    hangUp();
    threads.shutdownNow();
  }
}
