package io.questdb.migration.lab.cluster;

import io.questdb.migration.lab.apiserver.ApiGateway;
import io.questdb.migration.lab.apiserver.ApiServer;
import io.questdb.migration.lab.node.ChildProcesses;
import io.questdb.migration.lab.node.Images;
import io.questdb.migration.lab.node.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A cluster of which the lab simulates nothing. The operator is a process beside it, behind a
 * gateway. Which images there are is decided elsewhere, not by {@link #images()}.
 */
abstract class RealCluster extends ApiCluster {
  private final Images images;
  private final Path directory;
  private final ApiGateway gateway;
  private final ChildProcesses processes;
  private final OperatorLauncher operators;

  /**
   * @param kubeconfig of somebody who may do everything
   * @param directory for files of this run; what an earlier one left there is deleted, and its
   *     processes are ended
   */
  RealCluster(Path kubeconfig, Images images, Path directory) throws IOException {
    super(client(kubeconfig));
    this.images = images;
    this.directory = directory;
    processes = new ChildProcesses(directory.resolveSibling(directory.getFileName() + ".pids"));
    Trees.delete(directory);
    Files.createDirectories(directory);
    gateway = ApiGateway.start(client(), "operator");
    operators = new OperatorLauncher(images, processes, directory);
    Files.writeString(kubeconfig(), OperatorAccount.create(client(), gateway.url()));
  }

  @Override
  public final Path kubeconfig() {
    return directory.resolve("kubeconfig");
  }

  @Override
  public final ApiServer api() {
    return gateway;
  }

  @Override
  public final Images images() {
    return images;
  }

  @Override
  public final OperatorProcess startOperator(
      List<String> arguments, Map<String, String> environment) throws IOException {
    return operators.start(kubeconfig(), arguments, environment);
  }

  /** Ends what the lab runs beside the cluster, and forgets its files. */
  final void closeBeside() throws IOException {
    processes.close();
    gateway.close();
    client().close();
    Trees.delete(directory);
  }
}
