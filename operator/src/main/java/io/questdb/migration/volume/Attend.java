package io.questdb.migration.volume;

import io.questdb.migration.facts.Seal;
import io.questdb.migration.facts.SealDigest;
import io.questdb.migration.volume.VolumeException.Reason;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * {@code attend --root}: waits for the running server to let go of the database, then syncs the
 * file system and writes the seal and its digest to standard output. The lock is held from the
 * server's end until the process is ended: while it is held no server of either edition starts on
 * this volume on this node.
 */
final class Attend {
  private final InstallRoot root;
  private final PrintStream out;

  Attend(InstallRoot root, PrintStream out) {
    this.root = root;
    this.out = out;
  }

  /**
   * Returns only by an exception; SIGTERM ends the process with 0. {@code ready} is listened on
   * once nothing but the server's lock is waited for.
   */
  void run(Optional<InetSocketAddress> ready)
      throws IOException, VolumeException, InterruptedException {
    // Nothing needs closing, the kernel frees the lock, and an orderly end would cost outage.
    Thread lift = new Thread(() -> Runtime.getRuntime().halt(0), "lift");
    Runtime.getRuntime().addShutdownHook(lift);
    try {
      attend(ready);
    } finally {
      // A failure must not end with 0.
      Runtime.getRuntime().removeShutdownHook(lift);
    }
  }

  private void attend(Optional<InetSocketAddress> ready)
      throws IOException, VolumeException, InterruptedException {
    DatabaseLock lock = DatabaseLock.open(root.path());
    // Of no meaning beside a running server, but what is loaded and written now need not be in the
    // outage.
    SealReader.read(root.db());
    lock.syncFileSystem();
    acquire(lock, ready);
    lock.syncFileSystem();
    refuseTriggers();
    Seal seal = seal();
    String lines = SealLines.write(seal);
    SealDigest digest =
        new SealDigest(Sha256.of(lines), seal.tables().size(), root.hasCheckpointDb());
    out.write((lines + SealLines.end(digest)).getBytes(StandardCharsets.US_ASCII));
    out.flush();
    new CountDownLatch(1).await();
  }

  /**
   * Ready only while it waits: a thread that sits in a system call costs a JVM 0.3 s at its end,
   * and the end of this one is part of the outage.
   */
  private static void acquire(DatabaseLock lock, Optional<InetSocketAddress> ready)
      throws IOException, VolumeException {
    if (ready.isEmpty()) {
      lock.acquire();
      return;
    }
    try (ReadyPort waiting = ReadyPort.open(ready.get())) {
      lock.acquire();
    }
  }

  private void refuseTriggers() throws VolumeException {
    List<String> triggers = root.triggers();
    if (!triggers.isEmpty()) {
      throw new VolumeException(Reason.TriggerFilePresent, root.path().resolve(triggers.get(0)));
    }
  }

  private Seal seal() throws IOException, VolumeException {
    SealReading reading = SealReader.read(root.db());
    if (reading instanceof SealReading.Complete complete) {
      return complete.seal();
    }
    SealReading.Unsupported unsupported = (SealReading.Unsupported) reading;
    String first = unsupported.refusals().get(0).name();
    throw new VolumeException(Reason.UnknownFormat, root.db() + "/" + first);
  }
}
