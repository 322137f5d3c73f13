package io.questdb.migration.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes a file so that its name always stands for the old content or the whole new one. */
final class AtomicFile {
  private static final String UID = "unix:uid";
  private static final String GID = "unix:gid";
  private static final int ROOT = 0;

  private AtomicFile() {}

  /** Owner and permissions for a new file. */
  record Ownership(Object uid, Object gid, Set<PosixFilePermission> permissions) {

    /** Those of an existing file. */
    static Ownership of(Path file) throws IOException {
      return new Ownership(
          Files.getAttribute(file, UID),
          Files.getAttribute(file, GID),
          Files.getPosixFilePermissions(file));
    }

    /** The owner of a directory, who alone may read the file: it may hold passwords. */
    static Ownership privateIn(Path directory) throws IOException {
      Ownership owner = of(directory);
      return new Ownership(owner.uid, owner.gid, PosixFilePermissions.fromString("rw-------"));
    }
  }

  /**
   * Writes and syncs a file beside the target, then renames it.
   *
   * @param ownership the owner is given by root only: who else runs this is the server's user, who
   *     must be able to read the file
   */
  static void write(Path target, byte[] content, Ownership ownership) throws IOException {
    // One fixed name: what a killed attempt leaves is overwritten by the next one.
    Path temporary = target.resolveSibling("." + target.getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    Set<StandardOpenOption> create =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            create,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      own(temporary, ownership);
      channel.force(true);
    }
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    syncDirectory(target);
  }

  /** Deletes a file, if there. */
  static boolean delete(Path target) throws IOException {
    boolean deleted = Files.deleteIfExists(target);
    if (deleted) {
      syncDirectory(target);
    }
    return deleted;
  }

  private static void own(Path file, Ownership ownership) throws IOException {
    if (Files.getAttribute(file, UID).equals(ROOT)) {
      Files.setAttribute(file, UID, ownership.uid());
      Files.setAttribute(file, GID, ownership.gid());
    }
    Files.setPosixFilePermissions(file, ownership.permissions());
  }

  private static void syncDirectory(Path file) throws IOException {
    try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }
}
