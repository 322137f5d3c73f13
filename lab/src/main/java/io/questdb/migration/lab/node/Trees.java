package io.questdb.migration.lab.node;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** Whole directory trees. */
public final class Trees {
  private Trees() {}

  /** Removes a file, a link (not its target) or a tree; nothing there is fine. */
  public static void delete(Path tree) throws IOException {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException e)
              throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /**
   * Copies the content of one directory into another, new one. Files that come and go meanwhile are
   * left out, as any file-copying snapshot leaves them out.
   */
  public static void copy(Path from, Path to) throws IOException, InterruptedException {
    Files.createDirectories(to);
    List<String> command = List.of("cp", "-a", "--reflink=auto", from + "/.", to + "/");
    Process copy =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    int exit = copy.waitFor();
    if (exit > 1) {
      throw new IOException("cp ended with " + exit + ": " + from + " to " + to);
    }
  }
}
