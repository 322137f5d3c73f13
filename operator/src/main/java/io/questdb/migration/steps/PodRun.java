package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.Pod;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.TemporaryPod;
import io.questdb.migration.steps.action.MigrationAction;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** The way of every step that rests on a temporary pod: make it, wait for its answer, judge it. */
final class PodRun {
  static final Duration RECHECK = Duration.ofSeconds(1);

  private static final Set<String> PULL_FAILURES =
      Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull");

  private PodRun() {}

  /**
   * The decision until the container has ended well, then what {@code judge} makes of it.
   *
   * @param podName its name, which carries the attempt
   */
  static Decision ended(
      World world,
      String podName,
      String container,
      Supplier<Pod> pod,
      Function<TemporaryPod.Container, Decision> judge) {
    Optional<TemporaryPod> seen = world.see(new Probes.OurPod(podName));
    if (seen.isEmpty()) {
      return create(pod.get());
    }
    Optional<Decision> failure = failure(seen.get());
    if (failure.isPresent()) {
      return failure.get();
    }
    return seen.get()
        .container(container)
        .filter(TemporaryPod.Container::succeeded)
        .map(judge)
        .orElseGet(() -> pending(seen.get()));
  }

  static Decision create(Pod pod) {
    return new Decision.Act(
        new MigrationAction.Create(pod),
        Reason.IN_PROGRESS,
        "creating pod " + pod.getMetadata().getName());
  }

  static Decision delete(TemporaryPod pod) {
    return new Decision.Act(
        new MigrationAction.Delete(new OwnedObject("Pod", pod.name(), pod.uid())),
        Reason.IN_PROGRESS,
        "removing pod " + pod.name());
  }

  static Decision pending(TemporaryPod pod) {
    return new Decision.Wait(
        Reason.IN_PROGRESS, "pod " + pod.name() + " is " + pod.phase(), RECHECK);
  }

  /** Why the pod will not answer, or empty while it may. */
  static Optional<Decision> failure(TemporaryPod pod) {
    for (var entry : pod.containers().entrySet()) {
      TemporaryPod.Container container = entry.getValue();
      if (PULL_FAILURES.contains(container.reason())) {
        return Optional.of(
            new Decision.Hold(
                Reason.IMAGE_PULL_FAILED,
                "container "
                    + entry.getKey()
                    + " of pod "
                    + pod.name()
                    + " cannot pull its image ("
                    + container.reason()
                    + "): correct the image or its pull secret"));
      }
      if (container.failed()) {
        return Optional.of(
            new Decision.Hold(
                Reason.TEMPORARY_POD_FAILED,
                "container "
                    + entry.getKey()
                    + " of pod "
                    + pod.name()
                    + " ended with "
                    + container.exitCode().orElse(-1)
                    + ": "
                    + container.message()));
      }
    }
    return pod.phase().equals("Failed")
        ? Optional.of(
            new Decision.Hold(
                Reason.TEMPORARY_POD_FAILED, "pod " + pod.name() + " failed before it answered"))
        : Optional.empty();
  }
}
