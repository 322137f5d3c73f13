package io.questdb.migration.lab.apiserver;

import io.questdb.migration.lab.cluster.ControlPlane;
import io.questdb.migration.lab.stage.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a person at a terminal does, in the directory of the repository. */
record Kubectl(ControlPlane controlPlane, String namespace) {
  /** The end of a command: its exit code, and what it wrote to both streams. */
  record Ran(int code, String output) {}

  Ran run(String line) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(controlPlane.kubectl().toString());
    command.addAll(List.of("--kubeconfig", controlPlane.kubeconfig().toString()));
    command.addAll(List.of("--namespace", namespace));
    command.addAll(List.of(line.split(" ")));
    Process process =
        new ProcessBuilder(command)
            .directory(Repository.root().toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), output);
  }
}
