package io.questdb.migration.lab.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of this project that the lab reads. */
public final class Repository {
  private static final String DEFINITION = "crds/questdbmigrations.migration.questdb.io.yaml";
  private static final String OPERATOR =
      "operator/target/questdb-migration-operator-0.1.0-SNAPSHOT.jar";

  private Repository() {}

  /**
   * The nearest directory above the working directory that has the CustomResourceDefinition, or
   * what the system property {@code questdb.lab.repository} says.
   */
  public static Path root() {
    String property = System.getProperty("questdb.lab.repository");
    if (property != null) {
      return Path.of(property);
    }
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.exists(directory.resolve(DEFINITION))) {
      directory = directory.getParent();
    }
    if (directory == null) {
      throw new IllegalStateException("not inside the repository: " + Path.of("").toAbsolutePath());
    }
    return directory;
  }

  /** The text of the CustomResourceDefinition. */
  public static String definition() {
    return read(root().resolve(DEFINITION));
  }

  /** The text of a file in examples/. */
  public static String example(String name) {
    return read(root().resolve("examples").resolve(name));
  }

  /** The packaged operator; its libraries lie beside it. */
  public static Path operatorJar() {
    return root().resolve(OPERATOR);
  }

  /** The text of a file. */
  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
