package io.questdb.migration.adapter.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Volume;
import io.questdb.migration.facts.TemporaryPod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a Pod object says. */
final class Pods {
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  private Pods() {}

  /** Whether the pod may still use the claim. */
  static boolean uses(Pod pod, String claimName) {
    return !ENDED.contains(phase(pod))
        && pod.getSpec().getVolumes().stream()
            .anyMatch(volume -> claimName.equals(claimOf(pod, volume)));
  }

  static TemporaryPod temporary(Pod pod) {
    PodStatus status = status(pod);
    Map<String, TemporaryPod.Container> containers = new LinkedHashMap<>();
    Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
        .forEach(container -> containers.put(container.getName(), container(container)));
    return new TemporaryPod(
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        phase(pod),
        pod.getMetadata().getDeletionTimestamp() != null,
        status.getConditions().stream()
            .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus())),
        containers);
  }

  /** A generic ephemeral volume has a claim of its own, named after pod and volume. */
  private static String claimOf(Pod pod, Volume volume) {
    if (volume.getPersistentVolumeClaim() != null) {
      return volume.getPersistentVolumeClaim().getClaimName();
    }
    return volume.getEphemeral() == null
        ? null
        : pod.getMetadata().getName() + "-" + volume.getName();
  }

  private static String phase(Pod pod) {
    return Optional.ofNullable(status(pod).getPhase()).orElse("Pending");
  }

  private static PodStatus status(Pod pod) {
    return Optional.ofNullable(pod.getStatus()).orElseGet(PodStatus::new);
  }

  private static TemporaryPod.Container container(ContainerStatus status) {
    ContainerState state = Optional.ofNullable(status.getState()).orElseGet(ContainerState::new);
    String imageId = text(status.getImageID());
    if (state.getTerminated() != null) {
      ContainerStateTerminated ended = state.getTerminated();
      return new TemporaryPod.Container(
          "terminated",
          false,
          text(ended.getReason()),
          text(ended.getMessage()),
          Optional.ofNullable(ended.getExitCode()),
          imageId);
    }
    if (state.getRunning() != null) {
      return new TemporaryPod.Container(
          "running", Boolean.TRUE.equals(status.getReady()), "", "", Optional.empty(), imageId);
    }
    ContainerStateWaiting waiting =
        Optional.ofNullable(state.getWaiting()).orElseGet(ContainerStateWaiting::new);
    return new TemporaryPod.Container(
        "waiting",
        false,
        text(waiting.getReason()),
        text(waiting.getMessage()),
        Optional.empty(),
        imageId);
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }
}
