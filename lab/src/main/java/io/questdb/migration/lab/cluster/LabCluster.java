package io.questdb.migration.lab.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.lab.apiserver.ApiServer;
import io.questdb.migration.lab.apiserver.AuditLog;
import io.questdb.migration.lab.node.CsiKnobs;
import io.questdb.migration.lab.node.Images;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Kubernetes cluster to run migrations on, seen by a scenario. A method may throw {@link
 * UnsupportedByClusterException} where the cluster offers nothing for it.
 */
public interface LabCluster extends AutoCloseable {
  ClusterKind kind();

  /** With all rights; shared, closed with the cluster. */
  KubernetesClient client();

  /** A kubeconfig for the operator. */
  Path kubeconfig();

  /** The API server that the operator talks to: its log, and what goes wrong there. */
  ApiServer api();

  /** The control plane, where it is a real one that the lab brought up. */
  default Optional<ControlPlane> controlPlane() {
    return Optional.empty();
  }

  /** What the API server itself has logged, where it is a real one that the lab brought up. */
  default Optional<AuditLog> audit() {
    return Optional.empty();
  }

  /** The registry that pods pull from; may be changed at any time. */
  Images images();

  /** How the storage driver behaves. */
  CsiKnobs storage();

  /** Creates or replaces everything in a YAML text of one or more objects. */
  List<HasMetadata> apply(String manifests);

  /**
   * Where a client of this machine reaches a Service.
   *
   * @throws java.util.NoSuchElementException if it has no address (yet)
   */
  InetSocketAddress serviceAddress(String namespace, String service, int port);

  /** The same object, with what this cluster needs in it to be applied. */
  default HasMetadata adapt(HasMetadata object) {
    return object;
  }

  /** Whether {@link #volume} and {@link #storage} can be had. */
  default boolean opensVolumes() {
    return true;
  }

  /** The directory behind a bound claim. */
  Path volume(String namespace, String claim);

  /** {@code kill -9} of everything in a container. */
  void killContainer(String namespace, String pod, String container);

  /** {@code kill -9} of the pod's first container. */
  void killDatabase(String namespace, String pod);

  /** Keeps the pod object in Terminating for this long from now; for no time to let it go. */
  void holdTermination(String namespace, String pod, Duration duration);

  /**
   * Ends one of the cluster's own processes and starts it again.
   *
   * @param process as {@code lab/cluster/cluster.sh status} calls it
   * @throws UnsupportedByClusterException if this cluster has no such process
   */
  default void restart(String process) {
    throw new UnsupportedByClusterException(kind() + " has no process " + process);
  }

  /** Ends {@link #holdTermination}. */
  default void letGo(String namespace, String pod) {
    holdTermination(namespace, pod, Duration.ZERO);
  }

  /** Rules broken so far that only the lab can see; a scenario expects none. */
  List<String> violations();

  /**
   * Starts the operator outside the cluster, against {@link #kubeconfig()}.
   *
   * @param arguments after the main class
   * @param environment added to a minimal one
   */
  OperatorProcess startOperator(List<String> arguments, Map<String, String> environment)
      throws IOException;

  @Override
  void close();
}
