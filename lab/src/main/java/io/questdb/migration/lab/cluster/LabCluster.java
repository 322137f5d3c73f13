package io.questdb.migration.lab.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Kubernetes cluster to run migrations on, seen by a scenario. */
public interface LabCluster extends AutoCloseable {
  /** With all rights; shared, closed with the cluster. */
  KubernetesClient client();

  /** A kubeconfig for the operator. */
  Path kubeconfig();

  /** Creates or replaces everything in a YAML text of one or more objects. */
  List<HasMetadata> apply(String manifests);

  /**
   * Where a client of this machine reaches a Service.
   *
   * @throws java.util.NoSuchElementException if it has no address (yet)
   */
  InetSocketAddress serviceAddress(String namespace, String service, int port);

  /** {@code kill -9} of everything in a container. */
  void killContainer(String namespace, String pod, String container);

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
