package io.questdb.migration.volume;

import io.questdb.migration.volume.SealReading.Cause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The server's registry of WAL tables, {@code db/tables.d.N}: which directory has which name, and
 * which directories belong to dropped tables whose files are not purged yet.
 *
 * <p>Layout (questdb 9.3.4 sources, {@code TableNameRegistryStore}): int64 end of the entries, then
 * entries of int32 operation (0 add, -1 remove), table name, directory, int32 table id, int32 kind
 * (0 without WAL, 1 WAL, 2 materialized view, 3 view) and, after an add, 64 reserved bytes. The
 * highest N is the valid file. Tables without WAL are not registered. A rename removes the old name
 * and adds the new one for the same directory: the last entry of a directory counts.
 */
final class TableRegistry {
  private static final String PREFIX = "tables.d.";
  private static final int ADD = 0;
  private static final int REMOVE = -1;
  private static final int HIGHEST_KIND = 3;
  private static final int RESERVED = 64;

  /** The registry is read as a whole; beyond this it is not a registry. */
  private static final long MAX_SIZE = 512L << 20;

  private final Map<String, Optional<String>> nameByDirectory;

  private TableRegistry(Map<String, Optional<String>> nameByDirectory) {
    this.nameByDirectory = nameByDirectory;
  }

  static TableRegistry read(Path db) throws IOException, UnknownFormatException {
    try (LittleEndianFile file = new LittleEndianFile(newest(db))) {
      long end = file.read(0, Long.BYTES).getLong();
      if (end == 0) {
        // Nothing was ever registered: the server writes the end with the first WAL table.
        return new TableRegistry(Map.of());
      }
      if (end < Long.BYTES || end > Math.min(MAX_SIZE, file.size())) {
        throw new UnknownFormatException(Cause.Malformed);
      }
      return new TableRegistry(entries(file.read(Long.BYTES, (int) end - Long.BYTES)));
    }
  }

  /** The registered name; empty for a directory that is dropped or was never registered. */
  Optional<String> name(String directory) {
    return nameByDirectory.getOrDefault(directory, Optional.empty());
  }

  /** Tells whether the directory is only waiting to be purged. */
  boolean isDropped(String directory) {
    return nameByDirectory.containsKey(directory) && nameByDirectory.get(directory).isEmpty();
  }

  private static Path newest(Path db) throws IOException, UnknownFormatException {
    int newest = -1;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(db, PREFIX + "*")) {
      for (Path file : files) {
        String version = file.getFileName().toString().substring(PREFIX.length());
        if (version.matches("\\d{1,9}")) {
          newest = Math.max(newest, Integer.parseInt(version));
        }
      }
    }
    if (newest < 0) {
      throw new UnknownFormatException(Cause.Missing);
    }
    return db.resolve(PREFIX + newest);
  }

  private static Map<String, Optional<String>> entries(ByteBuffer buffer)
      throws UnknownFormatException {
    Map<String, Optional<String>> names = new HashMap<>();
    while (buffer.remaining() >= Integer.BYTES) {
      int operation = buffer.getInt();
      String name = LittleEndianFile.string(buffer);
      String directory = LittleEndianFile.string(buffer);
      int tail = 2 * Integer.BYTES + (operation == ADD ? RESERVED : 0);
      if ((operation != ADD && operation != REMOVE) || buffer.remaining() < tail) {
        throw new UnknownFormatException(Cause.Malformed);
      }
      int kind = buffer.getInt(buffer.position() + Integer.BYTES);
      if (kind < 0 || kind > HIGHEST_KIND) {
        throw new UnknownFormatException(Cause.UnknownVersion);
      }
      buffer.position(buffer.position() + tail);
      names.put(directory, operation == ADD ? Optional.of(name) : Optional.empty());
    }
    return names;
  }
}
