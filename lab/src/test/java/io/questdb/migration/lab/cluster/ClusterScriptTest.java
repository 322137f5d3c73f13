package io.questdb.migration.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.questdb.migration.lab.stage.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code cluster.sh} says where it cannot do what it is asked for. */
class ClusterScriptTest {
  private static final List<String> PROGRAMS =
      List.of(
          "awk",
          "bash",
          "cksum",
          "curl",
          "cut",
          "dirname",
          "flock",
          "mkdir",
          "openssl",
          "realpath",
          "sed");

  @TempDir Path directory;

  /** The end of the script. */
  private record Ran(int code, String output) {}

  @ParameterizedTest
  @ValueSource(strings = {"", "start", "up moon", "build moon", "packages moon", "enter"})
  void whatItDoesNotKnowIsAnsweredWithItsUsage(String line) throws Exception {
    Ran ran = run(line, System.getenv("PATH"));
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.output()).contains("cluster.sh up [control|node]");
  }

  @Test
  void withoutGoItSaysSoInOneLine() throws Exception {
    Ran ran = run("build", onlyTheUsualPrograms());
    assertThat(ran.code()).as(ran.output()).isEqualTo(3);
    assertThat(ran.output().lines()).hasSize(1);
    assertThat(ran.output()).contains("there is no Go");
  }

  @Test
  void aMissingProgramIsNamedWithItsPackage() throws Exception {
    String path = onlyTheUsualPrograms();
    Files.delete(Path.of(path, "openssl"));
    Ran ran = run("up", path);
    assertThat(ran.code()).as(ran.output()).isEqualTo(4);
    assertThat(ran.output()).contains("missing: openssl", "apt-get install -y openssl");
  }

  @Test
  void whatIsMissingCanBeHandedToThePackageManager() throws Exception {
    String path = onlyTheUsualPrograms();
    assertThat(run("packages", path)).isEqualTo(new Ran(0, "\n"));
    Files.delete(Path.of(path, "openssl"));
    Files.delete(Path.of(path, "curl"));
    assertThat(run("packages", path)).isEqualTo(new Ran(0, "openssl curl\n"));
  }

  @Test
  void whatIsNotBuiltIsNotBroughtUp() throws Exception {
    assumeThat(Stream.of(System.getenv("PATH").split(":", -1)))
        .anyMatch(place -> Files.isExecutable(Path.of(place, "go")));
    Ran ran = run("up", System.getenv("PATH"));
    assertThat(ran.code()).as(ran.output()).isEqualTo(6);
    assertThat(ran.output()).contains("cluster.sh build control");
  }

  @Test
  void aClusterThatDoesNotRunIsDownAlready() throws Exception {
    assertThat(run("down", System.getenv("PATH"))).isEqualTo(new Ran(0, ""));
    assertThat(run("status", System.getenv("PATH"))).isEqualTo(new Ran(1, "not running\n"));
  }

  private String onlyTheUsualPrograms() throws IOException {
    Path programs = Files.createDirectories(directory.resolve("programs"));
    for (String program : PROGRAMS) {
      Path found =
          Stream.of("/usr/bin", "/bin")
              .map(place -> Path.of(place, program))
              .filter(Files::isExecutable)
              .findFirst()
              .orElseThrow();
      Files.copy(found, programs.resolve(program), StandardCopyOption.COPY_ATTRIBUTES);
    }
    return programs.toString();
  }

  private Ran run(String line, String path) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add("/bin/bash");
    command.add(Repository.root().resolve("lab/cluster/cluster.sh").toString());
    command.addAll(line.isEmpty() ? List.of() : List.of(line.split(" ", -1)));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PATH", path);
    builder.environment().put("LAB_CACHE", directory.resolve("cache").toString());
    builder.environment().remove("LAB_STATE");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), output);
  }
}
