package io.questdb.migration.lab.enterprise;

import io.questdb.log.Log;
import io.questdb.log.LogFactory;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Terminates TLS 1.2 and 1.3 on a listener's public address and forwards the bytes to the engine.
 * The engine's own TLS hook handshakes on a network worker, where one idle client would stall it.
 */
final class TlsFront implements Closeable {
  private static final Log LOG = LogFactory.getLog(TlsFront.class);
  private static final int HANDSHAKE_MILLIS = 10_000;
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final TlsListener listener;
  private final ServerSocket server;
  private final ExecutorService threads;
  private volatile SSLContext context;

  private TlsFront(TlsListener listener, SSLContext context, ServerSocket server) {
    this.listener = listener;
    this.context = context;
    this.server = server;
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "tls-" + listener.name());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Binds the public address; nothing is accepted before {@link #start()}.
   *
   * @throws IOException if the address is taken
   */
  static TlsFront bind(TlsListener listener) throws IOException, GeneralSecurityException {
    SSLContext context = listener.certificate().serverContext();
    ServerSocket server = new ServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(listener.front(), 128);
      return new TlsFront(listener, context, server);
    } catch (IOException e) {
      server.close();
      throw new IOException(
          "could not bind socket [who=" + listener.name() + ", bindTo=" + listener.front() + "]",
          e);
    }
  }

  void start() {
    threads.execute(this::accept);
    LOG.advisoryW()
        .$("tls listening on ")
        .$(listener.front().getAddress().getHostAddress())
        .$(':')
        .$(server.getLocalPort())
        .$(" [name=")
        .$(listener.name())
        .I$();
  }

  /** Serves the certificate that the files hold now to every later connection. */
  void reload() throws IOException, GeneralSecurityException {
    context = listener.certificate().serverContext();
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> serve(client));
      } catch (IOException | RejectedExecutionException e) {
        if (!server.isClosed()) {
          LOG.error().$("cannot accept [name=").$(listener.name()).$(", error=").$(e).I$();
        }
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      client.setSoTimeout(HANDSHAKE_MILLIS);
      if (listener.postgres() && !PostgresNegotiation.wantsTls(client)) {
        return;
      }
      try (SSLSocket secured = secure(client);
          Socket engine = new Socket()) {
        secured.startHandshake();
        client.setSoTimeout(0);
        engine.setTcpNoDelay(true);
        engine.connect(listener.engine());
        threads.execute(() -> forward(secured, engine));
        copy(engine.getInputStream(), secured.getOutputStream());
      }
    } catch (IOException | RejectedExecutionException e) {
      // Clients hang up, speak plain text or distrust the certificate: their affair.
      LOG.info().$("tls connection ended [name=").$(listener.name()).$(", error=").$(e).I$();
    }
  }

  private SSLSocket secure(Socket client) throws IOException {
    SSLSocket secured =
        (SSLSocket) context.getSocketFactory().createSocket(client, null, client.getPort(), true);
    secured.setUseClientMode(false);
    secured.setEnabledProtocols(PROTOCOLS);
    return secured;
  }

  /** The end of what the client sends is passed on, so that the engine can commit it first. */
  private void forward(SSLSocket client, Socket engine) {
    try {
      try {
        copy(client.getInputStream(), engine.getOutputStream());
      } finally {
        engine.shutdownOutput();
      }
    } catch (IOException e) {
      LOG.debug().$("tls client gone [name=").$(listener.name()).$(", error=").$(e).I$();
    }
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[16 * 1024];
    for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
      to.write(buffer, 0, read);
      to.flush();
    }
  }
}
