package io.questdb.migration.lab.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTreeTest {
  @TempDir private Path directory;
  private Path volume;
  private Path file;
  private MountTree mounts;

  @BeforeEach
  void setUp() throws IOException {
    volume = Files.createDirectories(directory.resolve("volume"));
    file = Files.writeString(directory.resolve("file"), "mounted");
    mounts = new MountTree(Files.createDirectories(directory.resolve("scratch")));
    mounts.add("/var/lib/questdb", volume);
  }

  @Test
  void aVolumeWithoutMasksIsItself() throws IOException {
    assertThat(mounts.build().rewrite("-d=/var/lib/questdb/")).isEqualTo("-d=" + volume + "/");
  }

  @Test
  void aMountedFileMasksTheOneBeneathWithoutChangingIt() throws IOException {
    // Given
    Files.createDirectories(volume.resolve("conf"));
    Files.writeString(volume.resolve("conf/server.conf"), "original");
    Files.writeString(volume.resolve("conf/log.conf"), "log");
    // When
    mounts.add("/var/lib/questdb/conf/server.conf", file);
    Path root = mounts.build().mounts().get("/var/lib/questdb");
    // Then
    assertThat(root.resolve("conf/server.conf")).hasContent("mounted");
    assertThat(root.resolve("conf/log.conf")).hasContent("log");
    assertThat(volume.resolve("conf/server.conf")).hasContent("original");
  }

  @Test
  void aMountPointThatIsMissingIsCreatedAsAnEmptyFile() throws IOException {
    mounts.add("/var/lib/questdb/conf/server.conf", file);
    assertThat(volume.resolve("conf/server.conf")).isEmptyFile();
  }

  @Test
  void whatTheProcessWritesBesideAMaskReachesTheVolume() throws IOException {
    // Given
    mounts.add("/var/lib/questdb/conf/server.conf", file);
    mounts.provide("/var/lib/questdb", List.of("db"));
    Files.createFile(volume.resolve("_restore"));
    Path root = mounts.build().mounts().get("/var/lib/questdb");
    // When
    Files.writeString(root.resolve("db/table"), "rows");
    Files.delete(root.resolve("_restore"));
    Files.createDirectories(root.resolve("import/new"));
    Files.writeString(root.resolve("conf/log.conf"), "log");
    mounts.settle();
    // Then
    assertThat(volume.resolve("db/table")).hasContent("rows");
    assertThat(volume.resolve("_restore")).doesNotExist();
    // When
    mounts.dissolve();
    // Then
    assertThat(volume.resolve("import/new")).isDirectory();
    assertThat(volume.resolve("conf/log.conf")).hasContent("log");
    assertThat(volume.resolve("conf/server.conf")).isEmptyFile();
  }

  @Test
  void aDirectoryMountedInsideMayHoldAFurtherMask() throws IOException {
    // Given
    Path conf = Files.createDirectories(directory.resolve("conf"));
    // When
    mounts.add("/var/lib/questdb/conf", conf);
    mounts.add("/var/lib/questdb/conf/server.conf", file);
    Path root = mounts.build().mounts().get("/var/lib/questdb");
    Files.writeString(root.resolve("conf/log.conf"), "log");
    mounts.dissolve();
    // Then
    assertThat(root.resolve("conf/server.conf")).hasContent("mounted");
    assertThat(conf.resolve("log.conf")).hasContent("log");
    assertThat(volume.resolve("conf")).isEmptyDirectory();
  }
}
