package io.questdb.migration.volume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * A port that accepts connections, and says no more than that, for a probe of kind {@code
 * tcpSocket}.
 */
final class ReadyPort {
  private ReadyPort() {}

  /** Listens until the process ends. */
  static void open(InetSocketAddress address) throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.bind(address);
    Thread answering = new Thread(() -> answer(listener), "ready-port");
    answering.setDaemon(true);
    answering.start();
  }

  private static void answer(ServerSocket listener) {
    try {
      while (true) {
        listener.accept().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the readiness port failed", e);
    }
  }
}
