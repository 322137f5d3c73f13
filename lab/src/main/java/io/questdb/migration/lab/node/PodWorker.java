package io.questdb.migration.lab.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one pod from its binding to its end, on a thread of its own: volumes, init containers in
 * order, containers, restarts, status, graceful termination.
 */
final class PodWorker {
  private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final long DEFAULT_GRACE_SECONDS = 30;

  private final NodeResources node;
  private final Runnable whenGone;
  private final ScheduledThreadPoolExecutor thread;
  private final String address;
  private final Path home;
  private final PodVolumes volumes;
  private final List<ContainerRun> inits = new ArrayList<>();
  private final List<ContainerRun> mains = new ArrayList<>();
  private final PodReport report;

  private Pod pod;
  private PodStatus published;
  private Instant heldUntil = Instant.MIN;
  private boolean terminating;
  private boolean expired;
  private volatile boolean over;

  /**
   * @param whenGone called once the pod object is deleted
   */
  PodWorker(Pod pod, NodeResources node, Runnable whenGone) {
    this.pod = pod;
    this.node = node;
    this.whenGone = whenGone;
    this.address = node.addresses().get();
    this.home = node.home().resolve(pod.getMetadata().getUid());
    this.thread =
        new ScheduledThreadPoolExecutor(
            1, Threads.named("pod-" + name()), new ThreadPoolExecutor.DiscardPolicy());
    this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.volumes =
        new PodVolumes(pod, address, home.resolve("volumes"), node.client(), node.store());
    ContainerLauncher launcher = new ContainerLauncher(pod, address, home, volumes, node);
    String policy = pod.getSpec().getRestartPolicy();
    String mainPolicy = policy == null ? "Always" : policy;
    String initPolicy = "Never".equals(mainPolicy) ? "Never" : "OnFailure";
    pod.getSpec()
        .getInitContainers()
        .forEach(container -> inits.add(run(container, initPolicy, launcher)));
    pod.getSpec()
        .getContainers()
        .forEach(container -> mains.add(run(container, mainPolicy, launcher)));
    this.report = new PodReport(address, inits, mains);
  }

  void start() {
    Long deadline = pod.getSpec().getActiveDeadlineSeconds();
    if (deadline != null) {
      later(Duration.ofSeconds(deadline), this::expire);
    }
    submit(this::advance);
  }

  void changed(Pod latest) {
    submit(
        () -> {
          pod = latest;
          advance();
        });
  }

  /** Secrets or ConfigMaps of its namespace changed. */
  void refresh() {
    submit(
        () -> {
          try {
            volumes.refresh();
          } catch (IOException e) {
            LOG.warn("volumes of {} could not be refreshed", name(), e);
          }
          advance();
        });
  }

  /** The pod object is gone without us: nothing of it may live on. */
  void abandon() {
    submit(
        () -> {
          all().forEach(ContainerRun::kill);
          finish();
        });
  }

  void killContainer(String container) {
    submit(() -> all().filter(run -> run.name().equals(container)).forEach(ContainerRun::kill));
  }

  /** Keeps the pod object until this long from now, if its deletion is asked for before. */
  void holdTermination(Duration duration) {
    submit(
        () -> {
          heldUntil = Instant.now().plus(duration);
          advance();
        });
  }

  Optional<ContainerRun> container(String container) {
    return all().filter(run -> run.name().equals(container)).findFirst();
  }

  List<Process> processesOn(String volumeHandle) {
    if (!volumes.uses(volumeHandle)) {
      return List.of();
    }
    return all().flatMap(run -> run.process().stream()).toList();
  }

  void close() {
    over = true;
    thread.shutdownNow();
  }

  private ContainerRun run(Container container, String policy, ContainerLauncher launcher) {
    return new ContainerRun(
        container, policy, address, launcher, node, this::submit, () -> submit(this::advance));
  }

  private void advance() {
    try {
      if (pod.getMetadata().getDeletionTimestamp() != null) {
        terminate();
      } else if (!expired) {
        startWhatIsDue();
      }
      if (!over && !held()) {
        publish();
      }
    } catch (IOException | KubernetesClientException e) {
      if (!over && !gone(e)) {
        LOG.warn("pod {}: {}", name(), e.toString());
        later(RETRY, this::advance);
      }
    }
  }

  /** The pod object was deleted without us; {@link #abandon} will be called. */
  private static boolean gone(Exception e) {
    return e instanceof KubernetesClientException refused && refused.getCode() == 404;
  }

  private void startWhatIsDue() throws IOException {
    try {
      volumes.prepare();
    } catch (NotStartable e) {
      all().forEach(run -> run.cannotBePrepared(e));
      later(RETRY, this::advance);
      return;
    }
    for (ContainerRun init : inits) {
      if (!init.succeeded()) {
        ensureStarted(init);
        return;
      }
    }
    for (ContainerRun main : mains) {
      ensureStarted(main);
    }
  }

  private void ensureStarted(ContainerRun run) throws IOException {
    boolean wasRunning = run.running();
    run.ensureStarted().ifPresent(wait -> later(wait, this::advance));
    if (!wasRunning && run.needsSettling()) {
      later(RETRY, () -> settle(run));
    }
  }

  private void settle(ContainerRun run) {
    if (run.needsSettling()) {
      try {
        run.settle();
      } catch (IOException e) {
        LOG.warn("mounts of {}: {}", name(), e.toString());
      }
      later(RETRY, () -> settle(run));
    }
  }

  private void expire() {
    if (!report.finished(expired)) {
      expired = true;
      all().forEach(ContainerRun::kill);
      advance();
    }
  }

  private void terminate() {
    if (!terminating) {
      terminating = true;
      Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
      all().forEach(ContainerRun::stop);
      later(
          Duration.ofSeconds(grace == null ? DEFAULT_GRACE_SECONDS : grace),
          () -> all().forEach(ContainerRun::kill));
    }
    if (all().anyMatch(ContainerRun::running)) {
      return;
    }
    if (held()) {
      later(Duration.between(Instant.now(), heldUntil), this::advance);
      return;
    }
    publish();
    node.client()
        .pods()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .withGracePeriod(0)
        .delete();
    finish();
  }

  /** A node that lost contact says nothing of a pod that is to end, although its processes may. */
  private boolean held() {
    return terminating && Instant.now().isBefore(heldUntil);
  }

  private void finish() {
    over = true;
    thread.shutdown();
    whenGone.run();
  }

  private void publish() {
    PodStatus status = report.status(expired);
    if (status.equals(published)) {
      return;
    }
    String patch = node.client().getKubernetesSerialization().asJson(Map.of("status", status));
    node.client()
        .pods()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    published = status;
  }

  private Stream<ContainerRun> all() {
    return Stream.concat(inits.stream(), mains.stream());
  }

  private String name() {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  private void submit(Runnable task) {
    later(Duration.ZERO, task);
  }

  /** Does nothing once the pod is over. */
  private void later(Duration delay, Runnable task) {
    var unused = thread.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void guarded(Runnable task) {
    try {
      if (!over) {
        task.run();
      }
    } catch (RuntimeException e) {
      LOG.error("pod {}", name(), e);
      later(RETRY, this::advance);
    }
  }
}
