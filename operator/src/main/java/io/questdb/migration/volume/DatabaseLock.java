package io.questdb.migration.volume;

import com.sun.jna.LastErrorException;
import io.questdb.migration.volume.VolumeException.Reason;
import java.nio.file.Path;

/**
 * The exclusive {@code flock} on {@code db/tables.d.lock}, which every server holds while it runs
 * and without which none starts (exit 55, questdb 9.3.4). Never creates the file. Opened for
 * reading, so that a read-only mount will do; released by the end of the process.
 */
final class DatabaseLock {
  private final int fd;
  private final Path file;

  private DatabaseLock(int fd, Path file) {
    this.fd = fd;
    this.file = file;
  }

  /** Opens the lock's file; locks nothing yet. */
  static DatabaseLock open(Path root) throws VolumeException {
    Path file = root.resolve("db").resolve("tables.d.lock");
    try {
      return new DatabaseLock(Libc.open(file.toString(), Libc.O_RDONLY | Libc.O_CLOEXEC), file);
    } catch (LastErrorException e) {
      throw failed(e, file);
    }
  }

  /** Blocks until the lock is held, woken by the kernel at the holder's release. */
  void acquire() throws VolumeException {
    while (true) {
      try {
        Libc.flock(fd, Libc.LOCK_EX);
        return;
      } catch (LastErrorException e) {
        if (e.getErrorCode() != Libc.EINTR) {
          throw failed(e, file);
        }
      }
    }
  }

  /**
   * Writes what the file system has in memory to its device: commits are not synced by default, and
   * a block snapshot sees only the device.
   */
  void syncFileSystem() throws VolumeException {
    try {
      Libc.syncfs(fd);
    } catch (LastErrorException e) {
      throw failed(e, file);
    }
  }

  private static VolumeException failed(LastErrorException e, Path file) {
    return new VolumeException(
        switch (e.getErrorCode()) {
          case Libc.ENOENT -> Reason.NotFound;
          case Libc.EACCES -> Reason.AccessDenied;
          default -> Reason.IoFailed;
        },
        file);
  }
}
