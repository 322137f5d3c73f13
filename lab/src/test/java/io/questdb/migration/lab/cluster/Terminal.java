package io.questdb.migration.lab.cluster;

import io.questdb.migration.lab.stage.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a person at a terminal does in one namespace, from the directory of the repository. */
public record Terminal(ControlPlane controlPlane, String namespace) {
  /** The end of a command: its exit code, and what it wrote to both streams. */
  public record Ran(int code, String output) {}

  /** Runs kubectl with these words. */
  public Ran kubectl(String line) throws IOException, InterruptedException {
    return run(controlPlane.kubectl(), line, Map.of());
  }

  /** Runs the Helm of that major version, which has been built, with these words. */
  public Ran helm(int major, String line) throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("java.io.tmpdir"), "questdb-lab", "helm" + major);
    return run(
        controlPlane.helm(major).orElseThrow(),
        line,
        Map.of(
            "HELM_CACHE_HOME", home.resolve("cache").toString(),
            "HELM_CONFIG_HOME", home.resolve("config").toString(),
            "HELM_DATA_HOME", home.resolve("data").toString()));
  }

  private Ran run(Path program, String line, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(List.of("--kubeconfig", controlPlane.kubeconfig().toString()));
    command.addAll(List.of("--namespace", namespace));
    command.addAll(List.of(line.split(" ", -1)));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(Repository.root().toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), output);
  }
}
