package io.questdb.migration.lab.demo;

import io.questdb.migration.lab.cluster.ClusterKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the demo and the benchmark are asked for.
 *
 * @param json where the report goes
 * @param example the manifest to apply
 * @param cluster what it is played on
 * @param rows of the large table
 */
record Options(
    Optional<Path> json, Optional<Path> example, ClusterKind cluster, OptionalLong rows) {
  static final String USAGE =
      "usage: ./demo [--cluster NAME] [--example FILE] [--rows NUMBER] [--json FILE]";

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
    OptionalLong rows = OptionalLong.empty();
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length || arguments[i + 1].isEmpty()) {
        throw new UsageException("option " + arguments[i] + " is unknown or lacks its value");
      }
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--json" -> json = Optional.of(Path.of(value));
        case "--example" -> example = Optional.of(readable(Path.of(value)));
        case "--cluster" -> cluster = cluster(value);
        case "--rows" -> rows = OptionalLong.of(rows(value));
        default -> throw new UsageException("unknown option " + arguments[i]);
      }
    }
    return new Options(json, example, cluster, rows);
  }

  private static long rows(String number) throws UsageException {
    if (!number.matches("[1-9][0-9]{0,8}")) {
      throw new UsageException("--rows takes a number from 1 to 999999999, not " + number);
    }
    return Long.parseLong(number);
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
