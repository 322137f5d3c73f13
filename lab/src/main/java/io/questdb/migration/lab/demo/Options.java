package io.questdb.migration.lab.demo;

import io.questdb.migration.lab.cluster.ClusterKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the demo and the benchmark are asked for.
 *
 * @param json where the report goes
 * @param example the manifest to apply
 * @param cluster what it is played on
 */
record Options(Optional<Path> json, Optional<Path> example, ClusterKind cluster) {
  static final String USAGE = "usage: ./demo [--cluster NAME] [--example FILE] [--json FILE]";

  /** The arguments cannot be understood; the message says why. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  static Options parse(String... arguments) throws UsageException {
    Optional<Path> json = Optional.empty();
    Optional<Path> example = Optional.empty();
    ClusterKind cluster = ClusterKind.EMBEDDED;
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length || arguments[i + 1].isEmpty()) {
        throw new UsageException("option " + arguments[i] + " is unknown or lacks its value");
      }
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--json" -> json = Optional.of(Path.of(value));
        case "--example" -> example = Optional.of(readable(Path.of(value)));
        case "--cluster" -> cluster = cluster(value);
        default -> throw new UsageException("unknown option " + arguments[i]);
      }
    }
    return new Options(json, example, cluster);
  }

  private static ClusterKind cluster(String name) throws UsageException {
    return ClusterKind.parse(name)
        .orElseThrow(
            () -> new UsageException("no cluster " + name + "; there is " + ClusterKind.all()));
  }

  private static Path readable(Path file) throws UsageException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new UsageException("cannot read " + file);
    }
    return file;
  }
}
