package io.questdb.migration.volume;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * A port that accepts connections, and says no more than that, for a probe of kind {@code
 * tcpSocket}.
 */
final class ReadyPort implements Closeable {
  private final ServerSocket listener;

  private ReadyPort(ServerSocket listener) {
    this.listener = listener;
  }

  /** Listens until it is closed. */
  static ReadyPort open(InetSocketAddress address) throws IOException {
    ReadyPort port = new ReadyPort(new ServerSocket());
    port.listener.bind(address);
    Thread answering = new Thread(port::answer, "ready-port");
    answering.setDaemon(true);
    answering.start();
    return port;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void answer() {
    try {
      while (true) {
        listener.accept().close();
      }
    } catch (IOException e) {
      if (!listener.isClosed()) {
        throw new UncheckedIOException("the readiness port failed", e);
      }
    }
  }
}
