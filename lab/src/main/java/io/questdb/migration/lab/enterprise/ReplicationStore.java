package io.questdb.migration.lab.enterprise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;

/**
 * Who owns a replication store that is a directory. questdb docs (error codes): the store is bound
 * to one database by its data id (ER007); a rolling sync id is kept in the store and on the volume,
 * and a primary whose id differs does not start (ER005) unless the empty file {@code
 * _migrate_primary} in its root says that it shall take the store over; a primary that finds
 * another one active stops (ER006). When and with which exit code the latter stops is not
 * documented.
 */
final class ReplicationStore {
  private static final String INDEX = "index";
  private static final String SYNC_ID = "_replication_sync_id.d";
  private static final String TAKE_OVER = "_migrate_primary";

  private final Path index;
  private final String syncId;

  /** A refusal by its documented code. */
  static final class ReplicationException extends Exception {
    ReplicationException(String code, String reason) {
      super(code + ": " + reason);
    }
  }

  private ReplicationStore(Path index, String syncId) {
    this.index = index;
    this.syncId = syncId;
  }

  /**
   * Makes this database the store's primary and rolls the sync id.
   *
   * @param root the store's directory, created if missing
   * @param installRoot the parent of {@code conf} and {@code db}
   */
  static ReplicationStore claim(Path root, Path installRoot, String dataId)
      throws IOException, ReplicationException {
    Files.createDirectories(root);
    Path index = root.resolve(INDEX);
    Path local = installRoot.resolve("db").resolve(SYNC_ID);
    Path takeOver = installRoot.resolve(TAKE_OVER);
    List<String> known = Files.exists(local) ? Files.readAllLines(local) : List.of();
    if (Files.exists(index)) {
      List<String> owner = Files.readAllLines(index);
      if (!owner.get(0).equals(dataId)) {
        throw new ReplicationException(
            "ER007", "data id mismatch [local=" + dataId + ", store=" + owner.get(0) + "]");
      }
      if (!known.contains(owner.get(1)) && !Files.exists(takeOver)) {
        throw new ReplicationException(
            "ER005", "this primary is not in sync with the object store [root=" + root + "]");
      }
      known = List.of(owner.get(1));
    }
    String next = UUID.randomUUID().toString();
    // The former id stays valid until the store has the next one: a crash in between is no ER005.
    replace(local, known.isEmpty() ? List.of(next) : List.of(next, known.get(0)));
    replace(index, List.of(dataId, next));
    Files.deleteIfExists(takeOver);
    return new ReplicationStore(index, next);
  }

  /**
   * @throws ReplicationException if another primary has taken the store
   */
  void check() throws IOException, ReplicationException {
    if (!Files.readAllLines(index).get(1).equals(syncId)) {
      throw new ReplicationException(
          "ER006", "another instance is acting as the primary [index=" + index + "]");
    }
  }

  private static void replace(Path file, List<String> lines) throws IOException {
    Path growing = file.resolveSibling(file.getFileName() + ".tmp");
    Files.write(growing, lines);
    Files.move(growing, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
