package io.questdb.migration.lab.controllers;

import io.questdb.migration.lab.node.Threads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One port of one Service. It listens only while there is a backend, so that a client without one
 * is refused by the kernel, as kube-proxy has it; connections that exist are left to their ends.
 */
final class TcpForwarder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TcpForwarder.class);
  private static final int CONNECT_MILLIS = 2_000;
  private static final int BUFFER = 65_536;

  private final InetSocketAddress front;
  private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("service"));
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private Optional<InetSocketAddress> backend = Optional.empty();
  private ServerSocket listening;

  TcpForwarder(InetSocketAddress front) {
    this.front = front;
  }

  /**
   * @throws IOException if the port cannot be listened at
   */
  synchronized void forwardTo(Optional<InetSocketAddress> target) throws IOException {
    backend = target;
    if (target.isPresent() && listening == null) {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(front);
      listening = socket;
      threads.execute(() -> acceptAll(socket));
    } else if (target.isEmpty() && listening != null) {
      listening.close();
      listening = null;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    forwardTo(Optional.empty());
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }

  private void acceptAll(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        threads.execute(() -> connect(client));
      } catch (IOException e) {
        return; // closed: there is no backend any more
      }
    }
  }

  private void connect(Socket client) {
    Optional<InetSocketAddress> target = target();
    Socket server = new Socket();
    open.add(client);
    open.add(server);
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      if (target.isEmpty()) {
        reset(client, server);
        return;
      }
      server.connect(target.get(), CONNECT_MILLIS);
      threads.execute(() -> pump(server, client));
      pump(client, server);
    } catch (IOException e) {
      reset(client, server);
    }
  }

  private synchronized Optional<InetSocketAddress> target() {
    return backend;
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int n = from.getInputStream().read(buffer);
          n >= 0;
          n = from.getInputStream().read(buffer)) {
        to.getOutputStream().write(buffer, 0, n);
      }
      to.shutdownOutput();
      if (from.isOutputShutdown()) {
        end(from, to);
      }
    } catch (IOException e) {
      reset(from, to);
    }
  }

  /** A client whose server is gone is told so at once, by a reset. */
  private void reset(Socket one, Socket other) {
    for (Socket socket : List.of(one, other)) {
      try {
        socket.setSoLinger(true, 0);
      } catch (SocketException e) {
        LOG.trace("already closed", e);
      }
    }
    end(one, other);
  }

  private void end(Socket one, Socket other) {
    for (Socket socket : List.of(one, other)) {
      open.remove(socket);
      try {
        socket.close();
      } catch (IOException e) {
        LOG.trace("already closed", e);
      }
    }
  }
}
