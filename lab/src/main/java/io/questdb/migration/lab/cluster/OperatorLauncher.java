package io.questdb.migration.lab.cluster;

import io.questdb.migration.lab.node.ChildProcesses;
import io.questdb.migration.lab.node.Image;
import io.questdb.migration.lab.node.Images;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Starts operators as processes of this machine. */
final class OperatorLauncher {
  private final Images images;
  private final ChildProcesses processes;
  private final Path directory;
  private int started;

  /**
   * @param directory of the logs
   */
  OperatorLauncher(Images images, ChildProcesses processes, Path directory) {
    this.images = images;
    this.processes = processes;
    this.directory = directory;
  }

  OperatorProcess start(Path kubeconfig, List<String> arguments, Map<String, String> environment)
      throws IOException {
    Image image =
        images
            .find(Images.OPERATOR)
            .orElseThrow(() -> new NoSuchElementException("no image " + Images.OPERATOR));
    List<String> command = new ArrayList<>(image.entrypoint());
    command.addAll(arguments);
    Path log = directory.resolve("operator-" + started++ + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    ChildProcesses.forgetEnvironment(builder);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().putAll(environment);
    return new OperatorProcess(processes.start(builder), log);
  }
}
