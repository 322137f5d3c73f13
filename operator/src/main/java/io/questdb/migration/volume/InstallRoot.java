package io.questdb.migration.volume;

import io.questdb.migration.volume.VolumeException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The directory that the server gets with {@code -d}. */
record InstallRoot(Path path) {

  /**
   * Files that make the next start restore a checkpoint or a backup, take a replication store over,
   * or recover to a point in time (questdb docs: backup, troubleshooting/error-codes,
   * high-availability/setup).
   */
  private static final List<String> TRIGGERS =
      List.of("_restore", "_backup_restore", "_migrate_primary", "_recover_point_in_time");

  static InstallRoot of(Arguments arguments) throws VolumeException {
    Path path = arguments.requiredPath("root");
    if (!Files.isDirectory(path)) {
      throw new VolumeException(Reason.NotFound, path);
    }
    return new InstallRoot(path);
  }

  Path db() {
    return path.resolve("db");
  }

  Path conf() {
    return path.resolve("conf");
  }

  boolean hasCheckpointDb() {
    return Files.isDirectory(path.resolve(".checkpoint/db"));
  }

  /** The trigger files that are there. */
  List<String> triggers() {
    return TRIGGERS.stream().filter(name -> Files.exists(path.resolve(name))).toList();
  }
}
