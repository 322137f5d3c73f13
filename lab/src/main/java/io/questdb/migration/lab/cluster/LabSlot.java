package io.questdb.migration.lab.cluster;

import io.questdb.migration.lab.node.Trees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one lab of this machine has for itself: a directory and the loopback addresses {@code
 * 127.a.0.0/16}, both taken by a lock that the kernel drops when the process ends, however it ends.
 */
final class LabSlot implements AutoCloseable {
  private static final int FIRST = 64;
  private static final int SLOTS = 128;
  private static final int SERVICES = 128;
  private static final int HOSTS = 250;

  private final int network;
  private final FileChannel channel;
  private final Path directory;
  private final AtomicInteger pods = new AtomicInteger();
  private final AtomicInteger services = new AtomicInteger();

  private LabSlot(int network, FileChannel channel, Path directory) {
    this.network = network;
    this.channel = channel;
    this.directory = directory;
  }

  /**
   * Takes the first free slot. Its directory may hold what a crashed lab left.
   *
   * @throws IOException if all are taken or the temporary directory cannot be written
   */
  static LabSlot take() throws IOException {
    Path root =
        Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "questdb-lab"));
    for (int network = FIRST; network < FIRST + SLOTS; network++) {
      FileChannel channel =
          FileChannel.open(
              root.resolve(network + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (locked(channel)) {
        Path directory = Files.createDirectories(root.resolve(String.valueOf(network)));
        return new LabSlot(network, channel, directory);
      }
      channel.close();
    }
    throw new IOException(SLOTS + " labs run on this machine: end one of them");
  }

  Path directory() {
    return directory;
  }

  /** An address that no pod of this lab has had yet. */
  String podAddress() {
    return address(pods.getAndIncrement(), 0);
  }

  /** An address that no Service of this lab has had yet. */
  String serviceAddress() {
    return address(services.getAndIncrement(), SERVICES);
  }

  /** An address that no pod and no Service has. */
  String controlPlaneAddress() {
    return "127." + network + "." + (SERVICES - 1) + ".254";
  }

  /** The addresses of Services, where somebody else gives them. */
  String serviceRange() {
    return "127." + network + "." + SERVICES + ".0/17";
  }

  @Override
  public void close() throws IOException {
    Trees.delete(directory);
    channel.close();
  }

  private String address(int index, int from) {
    return "127." + network + "." + (from + index / HOSTS % SERVICES) + "." + (1 + index % HOSTS);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // another lab of this JVM
    }
  }
}
