package io.questdb.migration.controller;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.questdb.migration.checks.WorkloadReading;
import io.questdb.migration.engine.Run;
import io.questdb.migration.facts.Snapshot;
import io.questdb.migration.facts.Target;
import io.questdb.migration.facts.WorkloadPin;
import io.questdb.migration.ports.Cluster;
import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.Login;
import io.questdb.migration.ports.PortException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One look at the world: what several questions of a pass need is read once. Holds secrets, so it
 * must not outlive the pass.
 */
final class Look {
  private final Cluster cluster;
  private final Run run;
  private final Map<String, Optional<Pod>> pods = new ConcurrentHashMap<>();
  private final Map<String, Optional<Map<String, String>>> secrets = new ConcurrentHashMap<>();

  Look(Cluster cluster, Run run) {
    this.cluster = cluster;
    this.run = run;
  }

  String namespace() {
    return run.namespace();
  }

  Run run() {
    return run;
  }

  Optional<Pod> pod(String name) {
    return pods.computeIfAbsent(name, key -> cluster.pod(run.namespace(), key));
  }

  /** The name of the pod that a set of one replica has; empty when there is no such set. */
  Optional<String> podOf(String statefulSetName) {
    return cluster.statefulSet(run.namespace(), statefulSetName).map(WorkloadReading::podName);
  }

  Optional<Snapshot> snapshot(String name) {
    return cluster.snapshot(run.namespace(), name);
  }

  /** The value of a Secret's key; empty when Secret or key is missing. */
  Optional<String> secret(String name, String key) {
    return secrets
        .computeIfAbsent(name, missing -> cluster.secretValues(run.namespace(), missing))
        .map(values -> values.get(key));
  }

  /**
   * The server's address with the trust and the login of the target; empty when there is no pod,
   * its container does not run, or it has no address.
   *
   * @throws PortException.Rejected when a Secret that the target names is missing
   */
  Optional<Endpoint> endpoint(Target target) {
    return address(target.podName())
        .map(
            host ->
                new Endpoint(
                    host,
                    target
                        .tlsSecret()
                        .map(
                            name -> new Endpoint.Trust(need(name, "tls.crt"), target.serverName())),
                    target
                        .loginSecret()
                        .map(
                            name ->
                                new Login.Basic(need(name, "username"), need(name, "password")))));
  }

  private Optional<String> address(String podName) {
    return pod(podName)
        .filter(this::runs)
        .map(pod -> pod.getStatus().getPodIP())
        .filter(address -> !address.isEmpty());
  }

  private boolean runs(Pod pod) {
    if (pod.getStatus() == null) {
      return false;
    }
    List<ContainerStatus> statuses = pod.getStatus().getContainerStatuses();
    Optional<String> server =
        run.ledger()
            .evidence(WorkloadPin.class)
            .filter(pin -> pin.podName().equals(pod.getMetadata().getName()))
            .map(WorkloadPin::containerName);
    return statuses.stream()
        .filter(status -> server.isEmpty() || status.getName().equals(server.get()))
        .anyMatch(status -> status.getState() != null && status.getState().getRunning() != null);
  }

  /** Whether the Secret is there and holds a login. */
  boolean hasLogin(String secretName) {
    return secret(secretName, "username").isPresent() && secret(secretName, "password").isPresent();
  }

  private String need(String secretName, String key) {
    return secret(secretName, key)
        .orElseThrow(
            () ->
                new PortException.Rejected(
                    "Secret " + secretName + " or its key " + key + " is missing"));
  }
}
