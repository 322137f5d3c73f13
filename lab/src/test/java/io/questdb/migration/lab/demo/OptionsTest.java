package io.questdb.migration.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.stage.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  @Test
  void filesTheClusterAndTheSizeMayBeGiven() throws Exception {
    String example = Repository.root().resolve("examples/quick-start.yaml").toString();

    String line = "--json out.json --cluster control-plane --rows 10000000 --example " + example;
    Options options = Options.parse(line.split(" "));

    assertThat(options.json()).contains(Path.of("out.json"));
    assertThat(options.example()).contains(Path.of(example));
    assertThat(options.cluster()).isEqualTo(ClusterKind.CONTROL_PLANE);
    assertThat(options.rows()).hasValue(10_000_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--json",
        "--colour red",
        "--cluster moon",
        "--rows many",
        "--rows 0",
        "--example /nowhere.yaml",
        "file"
      })
  void whatCannotBeUnderstoodIsAUsageError(String line) {
    assertThatThrownBy(() -> Options.parse(line.split(" ")))
        .isInstanceOf(Options.UsageException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--json",
        "--colour red",
        "--cluster moon",
        "--rows many",
        "--rows 0",
        "--example /nowhere.yaml",
        "file"
      })
  void theScriptAnswersTheSameAtOnceWithUsageAndTwo(String line)
      throws IOException, InterruptedException {
    List<String> command =
        Stream.concat(
                Stream.of(Repository.root().resolve("demo").toString()),
                Arrays.stream(line.split(" ")))
            .toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();

    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(output).contains(Options.USAGE);
  }
}
