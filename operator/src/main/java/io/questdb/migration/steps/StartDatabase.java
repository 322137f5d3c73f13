package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.api.v1alpha1.Listener;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Edition;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Served;
import io.questdb.migration.facts.ServerIdentity;
import io.questdb.migration.facts.StartReport;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Waits until Enterprise serves: the rollout by its revision and UID, then the wire, which alone
 * proves the edition.
 */
final class StartDatabase implements Step {
  /**
   * No event tells when a server answers whose pod, without a readiness probe, is ready at once.
   */
  private static final Duration POLL = Duration.ofMillis(250);

  @Override
  public StepName name() {
    return StepName.START_DATABASE;
  }

  @Override
  public Optional<Duration> timeout(Run run) {
    return Optional.of(Limits.start(run));
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    Set<Probe<?>> probes = new HashSet<>();
    probes.add(Workloads.probe(run));
    probes.add(new Probes.OnePod(Targets.pin(run).podName()));
    probes.add(new Probes.Serving(Targets.enterprise(run)));
    listeners(run)
        .forEach(listener -> probes.add(new Probes.Handshake(Targets.enterprise(run), listener)));
    return probes;
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    StatefulSet set = Workloads.set(world);
    Optional<Pod> pod = world.see(new Probes.OnePod(Targets.pin(run).podName()));
    if (pod.isEmpty()) {
      return waiting(pod, "pod " + Targets.pin(run).podName() + " is not created yet");
    }
    if (Workloads.stuck(set, pod.get())) {
      return Workloads.replace(pod.get());
    }
    Optional<ServerIdentity> identity = world.see(new Probes.Serving(Targets.enterprise(run)));
    if (identity.isEmpty()) {
      return waiting(
          pod,
          "Enterprise does not answer yet in pod "
              + pod.get().getMetadata().getName()
              + state(pod.get()));
    }
    if (identity.get().edition() != Edition.EE) {
      return new Decision.Fail(
          Reason.EDITION_WRONG,
          "pod " + pod.get().getMetadata().getName() + " does not run Enterprise");
    }
    Optional<Decision> moved = moved(run, pod.get());
    if (moved.isPresent()) {
      return moved.get();
    }
    String subject = "";
    for (String listener : listeners(run)) {
      Optional<String> shown = world.see(new Probes.Handshake(Targets.enterprise(run), listener));
      if (shown.isEmpty()) {
        return waiting(pod, "listener " + listener + " does not show the given certificate yet");
      }
      subject = shown.get();
    }
    if (!Workloads.ready(pod.get())) {
      return waiting(pod, "pod " + pod.get().getMetadata().getName() + " is not ready yet");
    }
    return new Decision.Complete(
        Reason.DONE,
        "Enterprise " + identity.get().version() + " serves",
        new Served(pod.get().getMetadata().getUid(), run.now(), subject));
  }

  /** The hold for a build that was not rehearsed, or empty; a tag can be moved at any time. */
  private static Optional<Decision> moved(Run run, Pod pod) {
    String rehearsed = run.ledger().require(StartReport.class).imageId();
    return Workloads.imageId(pod, Targets.pin(run).containerName())
        .filter(
            runs ->
                comparable(rehearsed, runs, run, pod) && !digest(runs).equals(digest(rehearsed)))
        .map(
            runs ->
                new Decision.Hold(
                    Reason.IMAGE_CHANGED,
                    "pod "
                        + pod.getMetadata().getName()
                        + " runs image "
                        + runs
                        + ", and "
                        + rehearsed
                        + " was rehearsed: set the image of StatefulSet "
                        + Targets.pin(run).statefulSetName()
                        + " to the rehearsed one by its digest"));
  }

  /** A runtime may say no ID, and without repository IDs of two nodes need not be of one kind. */
  private static boolean comparable(String rehearsed, String runs, Run run, Pod pod) {
    boolean digests = rehearsed.contains("@") && runs.contains("@");
    boolean sameNode = Targets.pin(run).nodeName().equals(pod.getSpec().getNodeName());
    return !rehearsed.isEmpty() && !runs.isEmpty() && (digests || sameNode);
  }

  private static String digest(String imageId) {
    return imageId.substring(imageId.lastIndexOf('@') + 1);
  }

  private static List<String> listeners(Run run) {
    return run.spec().getTls() == null
        ? List.of()
        : run.spec().getTls().getListeners().stream().map(Listener::name).toList();
  }

  private static String state(Pod pod) {
    String trouble =
        Optional.ofNullable(pod.getStatus()).stream()
            .flatMap(status -> status.getContainerStatuses().stream())
            .flatMap(StartDatabase::trouble)
            .collect(Collectors.joining(", "));
    return trouble.isEmpty() ? "" : " (" + trouble + ")";
  }

  /** One that crashes again and again runs at times: then its last end tells. */
  private static Stream<String> trouble(ContainerStatus status) {
    List<ContainerState> states =
        Stream.of(status.getState(), status.getLastState()).filter(Objects::nonNull).toList();
    return Stream.concat(
        states.stream()
            .map(ContainerState::getWaiting)
            .filter(Objects::nonNull)
            .map(ContainerStateWaiting::getReason),
        states.stream()
            .map(ContainerState::getTerminated)
            .filter(Objects::nonNull)
            .limit(1)
            .map(end -> "it ended with " + end.getExitCode()));
  }

  private static Decision waiting(Optional<Pod> pod, String message) {
    // A look costs a server that starts its time where processors are few.
    Duration recheck = pod.filter(Workloads::ready).isPresent() ? POLL : PodRun.RECHECK;
    return new Decision.Wait(Reason.NOT_SERVING, message, recheck);
  }
}
