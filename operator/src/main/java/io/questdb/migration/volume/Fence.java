package io.questdb.migration.volume;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * {@code fence --root}: takes the database's lock and holds it until the process ends. While it is
 * held no server of either edition starts on this volume on this node.
 *
 * @param root the install root
 * @param after waits for this file first: {@code attend} in the same pod writes it when it has its
 *     answer, because the kernel does not promise which of two waiters gets a lock
 * @param readyFile made once the lock is held
 * @param readyAddress listened on once the lock is held, for a probe of kind {@code tcpSocket}
 */
record Fence(
    InstallRoot root,
    Optional<Path> after,
    Path readyFile,
    Optional<InetSocketAddress> readyAddress) {

  /** Its answer, written as soon as it is true. */
  record Held(boolean held) {}

  /** Called once, when the lock is held. */
  interface OnHeld {
    void held() throws IOException;
  }

  /** Holds the lock; returns only by an exception. SIGTERM ends the process with 0. */
  void hold(OnHeld onHeld) throws IOException, VolumeException, InterruptedException {
    // Nothing needs closing: the kernel frees the lock.
    Thread lift = new Thread(() -> Runtime.getRuntime().halt(0), "lift");
    Runtime.getRuntime().addShutdownHook(lift);
    try {
      if (after.isPresent()) {
        awaitFile(after.get().toAbsolutePath());
      }
      DatabaseLock.open(root.path()).acquire();
      onHeld.held();
      Files.write(readyFile, new byte[0]);
      if (readyAddress.isPresent()) {
        ReadyPort.open(readyAddress.get());
      }
      new CountDownLatch(1).await();
    } finally {
      // A failure must not end with 0.
      Runtime.getRuntime().removeShutdownHook(lift);
    }
  }

  private static void awaitFile(Path file) throws IOException, InterruptedException {
    try (WatchService watch = file.getFileSystem().newWatchService()) {
      file.getParent().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      while (!Files.exists(file)) {
        watch.take().reset();
      }
    }
  }
}
