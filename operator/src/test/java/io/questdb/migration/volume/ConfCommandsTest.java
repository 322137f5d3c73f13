package io.questdb.migration.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.questdb.migration.change.ServerConf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that stage, install and take back the merged server.conf. */
class ConfCommandsTest {
  private static final String NAME = "server.conf.migration-1";
  private static final byte[] ORIGINAL =
      "# gr\u00fcn\r\npg.password=quest\nacl.enabled=false".getBytes(StandardCharsets.ISO_8859_1);
  private static final String PROPERTIES = "{\"acl.enabled\":\"true\"}";

  @TempDir private Path root;
  private VolumeRun run;
  private Path conf;
  private Path original;
  private Path staged;
  private Path kept;

  @BeforeEach
  void makeRoot() throws IOException {
    run = new VolumeRun(Files.createDirectory(root.resolve("outside")));
    conf = Files.createDirectory(root.resolve("conf"));
    original = Files.write(conf.resolve("server.conf"), ORIGINAL);
    staged = conf.resolve(NAME);
    kept = conf.resolve("server.conf.before-migration-1");
  }

  @Test
  void stagingLeavesTheOriginalAloneAndAnswersWithHashesOnly() throws Exception {
    Files.setPosixFilePermissions(original, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(stage(PROPERTIES)).isZero();

    assertThat(original).hasBinaryContent(ORIGINAL);
    assertThat(staged).hasBinaryContent(merged(ORIGINAL));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(staged)))
        .isEqualTo("rw-r-----");
    assertThat(run.answer().get("originalSha256").asText()).isEqualTo(Sha256.of(ORIGINAL));
    assertThat(run.answer().get("mergedSha256").asText())
        .isEqualTo(Sha256.of(Files.readAllBytes(staged)));
    assertThat(run.message()).doesNotContain("quest", "acl");
    assertThat(names()).containsExactly("server.conf", NAME);
  }

  @Test
  void stagingAgainChangesNothing() throws Exception {
    stage(PROPERTIES);
    Object file = Files.getAttribute(staged, "unix:ino");

    assertThat(stage(PROPERTIES)).isZero();

    assertThat(run.answer().get("changed").asBoolean()).isFalse();
    assertThat(Files.getAttribute(staged, "unix:ino")).isEqualTo(file);
  }

  @Test
  void aStagedFileBelongsToWhoOwnsTheOriginal() throws Exception {
    assumeTrue(Files.getAttribute(root, "unix:uid").equals(0), "only root may give files away");
    Files.setAttribute(original, "unix:uid", 10001);
    Files.setAttribute(original, "unix:gid", 10002);

    stage(PROPERTIES);

    assertThat(Files.getAttribute(staged, "unix:uid")).isEqualTo(10001);
    assertThat(Files.getAttribute(staged, "unix:gid")).isEqualTo(10002);
  }

  @Test
  void installingKeepsTheOriginalBesideAndRestoringPutsItBack() throws Exception {
    stage(PROPERTIES);

    assertThat(run("install-conf")).isZero();
    assertThat(original).hasSameBinaryContentAs(staged);
    assertThat(kept).hasBinaryContent(ORIGINAL);
    assertThat(run.answer().get("originalSha256").asText()).isEqualTo(Sha256.of(ORIGINAL));

    assertThat(run("restore-conf")).isZero();
    assertThat(original).hasBinaryContent(ORIGINAL);
    assertThat(names()).containsExactly("server.conf", NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"install-conf", "restore-conf", "remove-conf"})
  void aCommandThatIsRepeatedChangesNothingMore(String command) throws Exception {
    stage(PROPERTIES);
    run("install-conf");
    run(command);
    Stream<String> before = names();

    assertThat(run(command)).isZero();

    assertThat(run.answer().get("changed").asBoolean()).isFalse();
    assertThat(names()).containsExactlyElementsOf(before.toList());
  }

  @Test
  void installingGoesOnAfterACrashBetweenItsTwoFiles() throws Exception {
    stage(PROPERTIES);
    Files.write(kept, ORIGINAL);
    Files.writeString(conf.resolve(".server.conf.tmp"), "half of");

    assertThat(run("install-conf")).isZero();

    assertThat(original).hasSameBinaryContentAs(staged);
    assertThat(names()).containsExactly("server.conf", kept.getFileName().toString(), NAME);
  }

  @Test
  void anAbsentOriginalIsAbsentAgainAfterRestoring() throws Exception {
    Files.delete(original);
    stage(PROPERTIES);
    run("install-conf");
    assertThat(original).hasSameBinaryContentAs(staged);

    assertThat(run("restore-conf")).isZero();

    assertThat(names()).containsExactly(NAME);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(staged)))
        .isEqualTo("rw-------");
  }

  @Test
  void aMountPointThatTheContainerRuntimeMadeIsNoOriginal() throws Exception {
    // Given
    Files.delete(original);
    stage(PROPERTIES);
    Files.createFile(original);
    Files.setPosixFilePermissions(original, PosixFilePermissions.fromString("rwxr-xr-x"));

    // When
    assertThat(run("install-conf")).isZero();

    // Then
    assertThat(names()).containsExactly("server.conf", NAME);
    assertThat(original).hasSameBinaryContentAs(staged);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(original)))
        .isEqualTo("rw-------");

    // When
    assertThat(run("restore-conf")).isZero();

    // Then
    assertThat(names()).containsExactly(NAME);
  }

  @Test
  void anOriginalEditedSinceItWasStagedIsNotReplaced() throws Exception {
    stage(PROPERTIES);
    Files.writeString(original, "edited=1\n");

    assertThat(run("install-conf")).isEqualTo(1);

    assertThat(run.message()).contains("\"error\":\"OriginalChanged\"");
    assertThat(original).hasContent("edited=1\n");
  }

  @Test
  void aKeptOriginalIsNeverOverwritten() throws Exception {
    stage(PROPERTIES);
    Files.writeString(kept, "other=1\n");

    assertThat(run("install-conf")).isEqualTo(1);
    assertThat(run("restore-conf")).isZero();

    assertThat(kept).hasContent("other=1\n");
    assertThat(original).hasBinaryContent(ORIGINAL);
  }

  @Test
  void removingDeletesOnlyTheStagedFile() throws Exception {
    stage(PROPERTIES);

    assertThat(run("remove-conf")).isZero();

    assertThat(names()).containsExactly("server.conf");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server.conf",
        "log.conf",
        "server.conf.",
        "server.conf.before-x",
        "../server.conf.x",
        "server.conf.x/y"
      })
  void aNameThatCouldBeSomebodyElsesFileIsRefused(String name) {
    assertThat(run.run("remove-conf", "--root=" + root, "--name=" + name)).isEqualTo(2);
    assertThat(run.message()).isEqualTo("{\"error\":\"BadArguments\",\"path\":\"--name\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cret", "{\"a\":", "[\"s3cret\"]", "{\"a\":null}", "null"})
  void propertiesThatAreNoObjectOfStringsAreRefusedWithoutShowingThem(String json)
      throws Exception {
    assertThat(stage(json)).isEqualTo(1);

    assertThat(run.message()).contains("\"error\":\"Malformed\"").doesNotContain("s3cret");
    assertThat(run.output()).doesNotContain("s3cret");
    assertThat(staged).doesNotExist();
  }

  @Test
  void aSecretAmongThePropertiesIsRefused() throws Exception {
    assertThat(stage("{\"replication.object.store\":\"s3cret\"}")).isEqualTo(1);

    assertThat(run.message()).contains("\"error\":\"SecretRefused\"").doesNotContain("s3cret");
  }

  @Test
  void anOriginalThatTheServerCannotReadIsRefusedWithoutShowingIt() throws Exception {
    Files.writeString(original, "pg.password=s3cret\\u12");

    assertThat(stage(PROPERTIES)).isEqualTo(1);

    assertThat(run.message()).contains("\"error\":\"Malformed\"").doesNotContain("s3cret");
  }

  private int stage(String json) throws IOException {
    Path properties = Files.writeString(root.resolve("outside/properties.json"), json);
    return run.run("stage-conf", "--root=" + root, "--name=" + NAME, "--properties=" + properties);
  }

  private int run(String command) {
    return run.run(command, "--root=" + root, "--name=" + NAME);
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(conf)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }

  private static byte[] merged(byte[] original) {
    return ServerConf.parse(new String(original, StandardCharsets.ISO_8859_1))
        .with(new TreeMap<>(Map.of("acl.enabled", "true")))
        .text()
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
