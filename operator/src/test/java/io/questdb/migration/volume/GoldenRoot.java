package io.questdb.migration.volume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Files that QuestDB 9.3.4 wrote, packed; SealGoldenTest says how they were made. */
final class GoldenRoot {
  static final Path ZIP = Path.of("src/test/resources/seal/questdb-9.3.4.zip");
  static final Path LINES = Path.of("src/test/resources/seal/questdb-9.3.4.jsonl");

  private GoldenRoot() {}

  /** Unpacks them as the {@code db} of an install root that no server has locked. */
  static Path unpack(Path root) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(ZIP)) {
      copy(zip.getPath("/"), root.resolve("db"), file -> true);
    }
    Files.writeString(root.resolve("db/tables.d.lock"), "");
    Files.createDirectory(root.resolve("conf"));
    return root;
  }

  static void copy(Path from, Path to, Predicate<Path> wanted) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).filter(wanted).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
