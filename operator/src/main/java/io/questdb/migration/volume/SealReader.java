package io.questdb.migration.volume;

import io.questdb.migration.facts.Seal;
import io.questdb.migration.facts.SealedTable;
import io.questdb.migration.facts.SystemTables;
import io.questdb.migration.volume.SealReading.Cause;
import io.questdb.migration.volume.SealReading.Refusal;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the seal from the files under {@code db}. The values are exact only while no server runs;
 * beside a running one the reading tells whether a seal will be possible.
 *
 * <p>A table is a directory, or a link to one, with a {@code _txn} file, unless the registry calls
 * it dropped: the server purges such directories later. Its name is the registered one, else the
 * one in {@code _name}, else the directory's up to {@code ~}, as the server itself decides. Left
 * out are views, which have no rows, and the tables that the server writes for itself, which change
 * at each start.
 */
final class SealReader {
  private final Path db;
  private final List<SealedTable> tables = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private SealReader(Path db) {
    this.db = db;
  }

  static SealReading read(Path db) throws IOException {
    return new SealReader(db).read();
  }

  private SealReading read() throws IOException {
    TableRegistry registry;
    try {
      registry = TableRegistry.read(db);
    } catch (UnknownFormatException e) {
      return new SealReading.Unsupported(0, List.of(new Refusal("tables.d", e.reason())));
    }
    try (DirectoryStream<Path> children = Files.newDirectoryStream(db)) {
      for (Path child : children) {
        read(child, registry);
      }
    }
    if (refusals.isEmpty()) {
      return new SealReading.Complete(new Seal(tables));
    }
    refusals.sort(Comparator.comparing(Refusal::name));
    return new SealReading.Unsupported(tables.size() + refusals.size(), List.copyOf(refusals));
  }

  private void read(Path child, TableRegistry registry) throws IOException {
    String directory = FileNames.utf8(child);
    TableDirectory table = new TableDirectory(child);
    if (Files.isSymbolicLink(child) && !Files.exists(child)) {
      refusals.add(new Refusal(directory, Cause.DanglingLink));
      return;
    }
    if (!table.isTable() || table.isView() || registry.isDropped(directory)) {
      return;
    }
    try {
      String name = name(directory, table, registry);
      if (SystemTables.contains(name)) {
        return;
      }
      SealedTable sealed = table.seal(name, directory);
      if (names.add(name.toLowerCase(Locale.ROOT))) {
        tables.add(sealed);
      } else {
        refusals.add(new Refusal(directory, Cause.DuplicateName));
      }
    } catch (UnknownFormatException e) {
      // Beside a running server a table may be purged while it is read.
      if (table.isTable()) {
        refusals.add(new Refusal(directory, e.reason()));
      }
    }
  }

  private static String name(String directory, TableDirectory table, TableRegistry registry)
      throws IOException, UnknownFormatException {
    Optional<String> registered = registry.name(directory);
    Optional<String> own = registered.isPresent() ? registered : table.name();
    return own.orElseGet(() -> directory.split("~", 2)[0]);
  }
}
