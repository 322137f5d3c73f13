package io.questdb.migration.lab.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.lab.apiserver.ApiServer;
import io.questdb.migration.lab.node.CsiDriver;
import io.questdb.migration.lab.node.Images;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Kubernetes cluster to run migrations on, seen by a scenario. */
public interface LabCluster extends AutoCloseable {
  ClusterKind kind();

  /** With all rights; shared, closed with the cluster. */
  KubernetesClient client();

  /** A kubeconfig for the operator. */
  Path kubeconfig();

  /** The API server that the operator talks to: its log, and what goes wrong there. */
  ApiServer api();

  /** The registry that pods pull from; may be changed at any time. */
  Images images();

  /** The storage driver, for its knobs. */
  CsiDriver csi();

  /** Creates or replaces everything in a YAML text of one or more objects. */
  List<HasMetadata> apply(String manifests);

  /**
   * Where a client of this machine reaches a Service.
   *
   * @throws java.util.NoSuchElementException if it has no address (yet)
   */
  InetSocketAddress serviceAddress(String namespace, String service, int port);

  /** The directory behind a bound claim. */
  Path volume(String namespace, String claim);

  /** {@code kill -9} of everything in a container. */
  void killContainer(String namespace, String pod, String container);

  /** {@code kill -9} of the pod's first container. */
  void killDatabase(String namespace, String pod);

  /** Keeps the pod object in Terminating for this long from now; for no time to let it go. */
  void holdTermination(String namespace, String pod, Duration duration);

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
