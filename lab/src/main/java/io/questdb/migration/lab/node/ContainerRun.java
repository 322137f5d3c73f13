package io.questdb.migration.lab.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.questdb.migration.lab.node.ContainerLauncher.Launched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One container of a pod over all its restarts. Used on the pod's thread only. */
final class ContainerRun {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerRun.class);
  private static final Duration PULL_RETRY = Duration.ofSeconds(1);
  private static final Duration SETUP_RETRY = Duration.ofMillis(200);
  private static final int MAX_BACK_OFF_DOUBLINGS = 5;
  private static final int MAX_MESSAGE_BYTES = 4096;

  private final Container container;
  private final String restartPolicy;
  private final String address;
  private final ContainerLauncher launcher;
  private final NodeResources node;
  private final Executor podThread;
  private final ContainerProbes.Effects effects;
  private final AtomicInteger attempts = new AtomicInteger();

  private volatile ContainerState state = waiting("ContainerCreating", null);
  private ContainerState lastState = new ContainerState();
  private volatile Launched launched;
  private Instant due = Instant.MIN;
  private String imageId = "";
  private int restarts;
  private Optional<ContainerProbes> probes = Optional.empty();
  private List<ProcessHandle> children = List.of();

  /**
   * @param changed called on the pod's thread after anything that the status shows
   */
  ContainerRun(
      Container container,
      String restartPolicy,
      String address,
      ContainerLauncher launcher,
      NodeResources node,
      Executor podThread,
      Runnable changed) {
    this.container = container;
    this.restartPolicy = restartPolicy;
    this.address = address;
    this.launcher = launcher;
    this.node = node;
    this.podThread = podThread;
    this.effects =
        new ContainerProbes.Effects() {
          @Override
          public void stop() {
            ContainerRun.this.stop();
          }

          @Override
          public void changed() {
            changed.run();
          }
        };
  }

  String name() {
    return container.getName();
  }

  boolean running() {
    return state.getRunning() != null;
  }

  boolean everStarted() {
    return attempts.get() > 0;
  }

  boolean ready() {
    return probes.map(ContainerProbes::ready).orElse(false);
  }

  /** Ended for good: the restart policy does not ask for another start. */
  boolean ended() {
    return state.getTerminated() != null && !restartWanted();
  }

  boolean succeeded() {
    return state.getTerminated() != null && state.getTerminated().getExitCode() == 0;
  }

  Optional<Process> process() {
    return running() ? Optional.of(launched.process()) : Optional.empty();
  }

  Path log(boolean previous) throws IOException {
    return launcher.log(name(), Math.max(0, attempts.get() - (previous ? 2 : 1)));
  }

  void cannotBePrepared(NotStartable why) {
    if (attempts.get() == 0) {
      state = waiting(why.reason(), why.getMessage());
    }
  }

  /**
   * Starts the process if it should run and may.
   *
   * @return when to ask again, if it could not be started now
   */
  Optional<Duration> ensureStarted() throws IOException {
    if (state.getTerminated() != null && restartWanted()) {
      backOff();
    }
    if (state.getWaiting() == null) {
      return Optional.empty();
    }
    Instant now = Instant.now();
    if (now.isBefore(due)) {
      return Optional.of(Duration.between(now, due));
    }
    try {
      launched = launcher.launch(container, attempts.get());
      running(launched);
      return Optional.empty();
    } catch (NotStartable e) {
      return Optional.of(notStarted(e));
    }
  }

  /** SIGTERM to the first process; the others go when it has ended. */
  void stop() {
    process()
        .ifPresent(
            process -> {
              children = process.descendants().toList();
              process.destroy();
            });
  }

  /** SIGKILL to the whole container, as the end of its first process means in a real one. */
  void kill() {
    process()
        .ifPresent(
            process -> {
              process.descendants().forEach(ProcessHandle::destroyForcibly);
              process.destroyForcibly();
            });
  }

  /** What changed at the masked level of a running container's mounts reaches the volume. */
  void settle() throws IOException {
    if (running() && launched.mounts().hasMasks()) {
      launched.mounts().settle();
    }
  }

  boolean needsSettling() {
    return running() && launched.mounts().hasMasks();
  }

  ContainerStatus status() {
    return new ContainerStatusBuilder()
        .withName(name())
        .withImage(container.getImage())
        .withImageID(imageId)
        .withContainerID(containerId())
        .withState(state)
        .withLastState(lastState)
        .withRestartCount(restarts)
        .withStarted(probes.map(ContainerProbes::started).orElse(false))
        .withReady(ready())
        .build();
  }

  private void running(Launched now) {
    attempts.incrementAndGet();
    imageId = now.image().id();
    state = new ContainerStateBuilder().withNewRunning().withStartedAt(time()).endRunning().build();
    ContainerProbes begun =
        new ContainerProbes(
            container, new Probes(address, container, now), node.probes(), podThread, effects);
    probes = Optional.of(begun);
    begun.begin();
    var unused = now.process().onExit().thenAcceptAsync(process -> exited(now, process), podThread);
  }

  private Duration notStarted(NotStartable why) {
    boolean pull = why.reason().equals(ImagePull.FAILED);
    boolean again = pull && state.getWaiting().getReason().startsWith("ErrImage");
    boolean backingOff = pull && state.getWaiting().getReason().equals("ImagePullBackOff");
    state =
        again || backingOff
            ? waiting("ImagePullBackOff", "Back-off pulling image: " + why.getMessage())
            : waiting(why.reason(), why.getMessage());
    Duration retry = pull ? PULL_RETRY : SETUP_RETRY;
    due = Instant.now().plus(retry);
    return retry;
  }

  private void exited(Launched which, Process process) {
    probes.ifPresent(ContainerProbes::end);
    probes = Optional.empty();
    children.forEach(ProcessHandle::destroyForcibly);
    children = List.of();
    try {
      which.mounts().dissolve();
    } catch (IOException e) {
      LOG.warn("mounts of {} could not be carried over", name(), e);
    }
    int exit = process.exitValue();
    state =
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(exit)
            .withReason(exit == 0 ? "Completed" : "Error")
            .withMessage(message(which, exit))
            .withStartedAt(state.getRunning().getStartedAt())
            .withFinishedAt(time())
            .withContainerID(containerId())
            .endTerminated()
            .build();
    effects.changed();
  }

  private void backOff() {
    lastState = state;
    restarts++;
    int doublings = Math.min(restarts - 2, MAX_BACK_OFF_DOUBLINGS);
    Duration delay =
        restarts == 1 ? Duration.ZERO : node.firstBackOff().multipliedBy(1L << doublings);
    due = Instant.now().plus(delay);
    state =
        waiting(
            "CrashLoopBackOff", "back-off " + delay.toMillis() + "ms restarting failed container");
  }

  private boolean restartWanted() {
    return switch (restartPolicy) {
      case "Never" -> false;
      case "OnFailure" -> !succeeded();
      default -> true;
    };
  }

  private String message(Launched which, int exit) {
    try {
      byte[] message = Files.readAllBytes(which.terminationLog());
      boolean fromLog = "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy());
      if (message.length == 0 && exit != 0 && fromLog) {
        byte[] log = Files.readAllBytes(log(false));
        int from = Math.max(0, log.length - MAX_MESSAGE_BYTES / 2);
        return new String(log, from, log.length - from, StandardCharsets.UTF_8);
      }
      int length = Math.min(message.length, MAX_MESSAGE_BYTES);
      return length == 0 ? null : new String(message, 0, length, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "Error on reading termination log: " + e.getMessage();
    }
  }

  private static ContainerState waiting(String reason, String message) {
    return new ContainerStateBuilder()
        .withNewWaiting()
        .withReason(reason)
        .withMessage(message)
        .endWaiting()
        .build();
  }

  private String containerId() {
    return everStarted() ? "lab://" + name() + "-" + attempts : null;
  }

  private static String time() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
