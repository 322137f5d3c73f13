package io.questdb.migration.volume;

import io.questdb.migration.change.ServerConf;
import io.questdb.migration.facts.VolumeInspection;
import io.questdb.migration.facts.VolumeInspection.ConfFile;
import io.questdb.migration.facts.VolumeInspection.Names;
import io.questdb.migration.facts.VolumeInspection.Ownership;
import io.questdb.migration.volume.SealReading.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code inspect --root}: looks at an install root without changing it, on a read-only mount. */
final class Inspect {
  /** Of three lists each, so that the answer fits a termination message with room to spare. */
  private static final int NAMES_BYTES = 200;

  private final InstallRoot root;

  Inspect(InstallRoot root) {
    this.root = root;
  }

  VolumeInspection run() throws IOException {
    boolean installRoot = Files.isDirectory(root.db());
    SealReading seal =
        installRoot ? SealReader.read(root.db()) : new SealReading.Unsupported(0, List.of());
    List<Path> tables = installRoot ? tableDirectories() : List.of();
    Ownership db = ownership(root.db());
    Ownership conf = ownership(root.conf());
    return new VolumeInspection(
        installRoot,
        root.hasCheckpointDb(),
        root.triggers(),
        Files.getFileStore(root.path()).getUsableSpace(),
        db,
        conf,
        mayWrite(db, conf),
        confFile(root.conf().resolve("server.conf")),
        seal.tables(),
        names(refused(seal)),
        names(tables.stream().filter(Inspect::isPendingConvert).map(FileNames::utf8).toList()),
        names(tables.stream().filter(Files::isSymbolicLink).map(FileNames::utf8).toList()));
  }

  private List<Path> tableDirectories() throws IOException {
    List<Path> directories = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(root.db())) {
      for (Path child : children) {
        if (new TableDirectory(child).isTable() || Files.isSymbolicLink(child)) {
          directories.add(child);
        }
      }
    }
    directories.sort(null);
    return directories;
  }

  private static boolean isPendingConvert(Path directory) {
    return new TableDirectory(directory).isPendingConvert();
  }

  private static List<String> refused(SealReading seal) {
    return seal instanceof SealReading.Unsupported unsupported
        ? unsupported.refusals().stream().map(Refusal::name).toList()
        : List.of();
  }

  private static Ownership ownership(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return Ownership.NONE;
    }
    int mode = (int) Files.getAttribute(directory, "unix:mode");
    return new Ownership(
        (int) Files.getAttribute(directory, "unix:uid"),
        (int) Files.getAttribute(directory, "unix:gid"),
        Integer.toOctalString(mode & 07777));
  }

  /** By the permission bits: the mount of this pod is read-only, the server's is not. */
  private static boolean mayWrite(Ownership db, Ownership conf) {
    if (conf.equals(Ownership.NONE) || db.equals(Ownership.NONE)) {
      return false;
    }
    int mode = Integer.parseInt(conf.mode(), 8);
    if (db.uid() == conf.uid()) {
      mode = mode >> 6;
    } else if (db.gid() == conf.gid()) {
      mode = mode >> 3;
    }
    return db.uid() == 0 || (mode & 3) == 3;
  }

  private static ConfFile confFile(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return ConfFile.NONE;
    }
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    byte[] users = ServerConf.original(text).getBytes(StandardCharsets.ISO_8859_1);
    return new ConfFile(true, Sha256.of(users), isWellFormed(text));
  }

  private static boolean isWellFormed(String text) {
    try {
      var unused = ServerConf.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Names names(List<String> all) {
    List<String> first = new ArrayList<>();
    int bytes = 0;
    for (String name : all) {
      bytes += Json.write(name).length() + 1;
      if (bytes > NAMES_BYTES) {
        break;
      }
      first.add(name);
    }
    return new Names(all.size(), List.copyOf(first));
  }
}
