package io.questdb.migration.lab.cluster;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Waits for what the API shows in the namespace default. */
record Seen(KubernetesClient client) {
  static Seen in(LabCluster cluster) {
    return new Seen(cluster.client());
  }

  <T extends HasMetadata> T when(Class<T> type, String name, Predicate<T> condition) {
    AtomicReference<T> last = new AtomicReference<>();
    await(type.getSimpleName() + " " + name)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              last.set(client.resources(type).inNamespace("default").withName(name).get());
              return last.get() != null && condition.test(last.get());
            });
    return last.get();
  }

  void gone(Class<? extends HasMetadata> type, String name) {
    await(type.getSimpleName() + " " + name + " is gone")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> client.resources(type).inNamespace("default").withName(name).get() == null);
  }

  Pod podWithReason(String name, String waitingReason) {
    return when(
        Pod.class,
        name,
        pod ->
            pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getState)
                .map(ContainerState::getWaiting)
                .anyMatch(waiting -> waiting != null && waitingReason.equals(waiting.getReason())));
  }

  Pod podInPhase(String name, String phase) {
    return when(Pod.class, name, pod -> phase.equals(pod.getStatus().getPhase()));
  }

  /** The first container's termination message. */
  String messageOf(String name) {
    Pod pod =
        when(
            Pod.class,
            name,
            found ->
                found.getStatus().getContainerStatuses().stream()
                    .anyMatch(status -> status.getState().getTerminated() != null));
    return pod.getStatus().getContainerStatuses().get(0).getState().getTerminated().getMessage();
  }

  static boolean ready(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }
}
