package io.questdb.migration.adapter.questdb;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * One TCP connection, in plain text or under TLS, with a deadline for everything read from it. It
 * lies on a channel, so that interrupting the thread ends a read.
 */
final class Connection implements Closeable {

  /** The peer speaks no TLS, or shows another certificate: asking again changes nothing. */
  static final class TlsRefused extends IOException {
    private static final long serialVersionUID = 1L;

    TlsRefused(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final SocketChannel channel;
  private final Socket socket;
  private final InputStream input;
  private long deadline;

  private Connection(SocketChannel channel, Socket socket, long deadline) throws IOException {
    this.channel = channel;
    this.socket = socket;
    this.deadline = deadline;
    this.input = new BufferedInputStream(new TimedInput(socket.getInputStream()));
  }

  /** A connection in plain text; the time runs on until {@link #within} sets another. */
  static Connection open(String host, int port, Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      Socket socket = channel.socket();
      socket.connect(new InetSocketAddress(host, port), millisUntil(deadline));
      return new Connection(channel, socket, deadline);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * This connection under TLS; never use the plain one again. A full handshake each time: a resumed
   * session would prove a certificate of the past.
   *
   * @throws TlsRefused when there is no TLS at the other end, or another certificate
   * @throws EOFException when the other end hung up on the handshake
   */
  Connection secure(PinnedCertificate pinned, SNIHostName serverName) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {pinned}, null);
      SSLSocket tls =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(socket, serverName.getAsciiName(), socket.getPort(), true);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setServerNames(List.of(serverName));
      tls.setSSLParameters(parameters);
      tls.setSoTimeout(millisUntil(deadline));
      tls.startHandshake();
      return new Connection(channel, tls, deadline);
    } catch (SSLException | SocketException e) {
      throw handshakeFailure(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JVM has no TLS", e);
    }
  }

  private static IOException handshakeFailure(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof EOFException || cause instanceof SocketException) {
        EOFException hungUp = new EOFException("hung up during the TLS handshake");
        hungUp.initCause(failure);
        return hungUp;
      } else if (cause instanceof IOException io && !(cause instanceof SSLException)) {
        return io;
      }
    }
    return new TlsRefused(failure.getMessage(), failure);
  }

  /** Sets the time by which what follows must have been read. */
  Connection within(Duration timeout) {
    deadline = System.nanoTime() + timeout.toNanos();
    return this;
  }

  InputStream input() {
    return input;
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Whether an idle connection is still open: nothing has come in, not even its end. */
  boolean isQuiet() {
    try {
      channel.configureBlocking(false);
      try {
        return channel.read(ByteBuffer.allocate(1)) == 0;
      } finally {
        channel.configureBlocking(true);
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** Never fails: whoever closes has read what there was to read. */
  @Override
  public void close() {
    try (channel;
        socket) {
      // Both, the socket first.
    } catch (IOException e) {
      // The other end was gone before us.
    }
  }

  private static int millisUntil(long deadline) throws SocketTimeoutException {
    long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    if (millis <= 0) {
      throw new SocketTimeoutException("no answer in time");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }

  /** The socket's own timeout is one for each read: an answer that trickles would outlast it. */
  private final class TimedInput extends FilterInputStream {
    TimedInput(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      socket.setSoTimeout(millisUntil(deadline));
      return super.read(bytes, offset, length);
    }
  }
}
