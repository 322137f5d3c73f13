package io.questdb.migration.lab.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files of a Secret, ConfigMap or projected volume as the kubelet writes them: user-visible
 * names are links through {@code ..data}, which is swapped in one rename, so that a reader sees the
 * old set or the new one.
 */
final class ProjectedFiles {
  /** Content (an array of its own) and mode of one file. */
  record Entry(ByteBuffer content, int mode) {}

  private static final String CURRENT = "..data";

  private final Path directory;
  private Map<String, Entry> written = Map.of();
  private int generation;

  ProjectedFiles(Path directory) {
    this.directory = directory;
  }

  /** Does nothing if the files are already so. Paths are relative and may have directories. */
  void write(Map<String, Entry> files) throws IOException {
    if (generation > 0 && files.equals(written)) {
      return;
    }
    Path fresh = directory.resolve("..generation-" + generation);
    Files.createDirectories(fresh);
    for (Map.Entry<String, Entry> file : files.entrySet()) {
      Path path = fresh.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue().content().array());
      Files.setPosixFilePermissions(path, permissions(file.getValue().mode()));
    }
    Path link = directory.resolve("..data_tmp");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, fresh.getFileName());
    Files.move(link, directory.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE);
    publishNames(files);
    if (generation > 0) {
      Trees.delete(directory.resolve("..generation-" + (generation - 1)));
    }
    generation++;
    written = Map.copyOf(files);
  }

  private void publishNames(Map<String, Entry> files) throws IOException {
    Set<String> names = new TreeSet<>();
    files.keySet().forEach(path -> names.add(Path.of(path).getName(0).toString()));
    for (String path : written.keySet()) {
      String name = Path.of(path).getName(0).toString();
      if (!names.contains(name)) {
        Files.deleteIfExists(directory.resolve(name));
      }
    }
    for (String name : names) {
      if (!Files.isSymbolicLink(directory.resolve(name))) {
        Files.createSymbolicLink(directory.resolve(name), Path.of(CURRENT, name));
      }
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int bit = 0; bit < all.length; bit++) {
      if ((mode & (0400 >> bit)) != 0) {
        permissions.add(all[bit]);
      }
    }
    return permissions;
  }
}
