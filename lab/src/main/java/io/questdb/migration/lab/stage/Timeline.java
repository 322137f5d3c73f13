package io.questdb.migration.lab.stage;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.questdb.migration.lab.client.DatabaseClient;
import io.questdb.migration.lab.client.Target;
import io.questdb.migration.lab.node.Threads;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * When the processes of a database ended and answered and when snapshots were cut, as a watch of
 * the API and a client beside the pod saw it; API timestamps have whole seconds only.
 */
public final class Timeline implements AutoCloseable {
  private static final long PROBE_MILLIS = 25;

  private final Site site;
  private final Map<String, Life> pods = new ConcurrentHashMap<>();
  private final Map<String, Cut> cuts = new ConcurrentHashMap<>();
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
  private final ScheduledExecutorService probes =
      Executors.newScheduledThreadPool(1, Threads.named("first-answer"));

  /** One pod of the workload. */
  private static final class Life {
    private volatile Instant running;
    private volatile Instant answered;
    private volatile Instant deleting;
    private volatile Instant ended;
  }

  /** One snapshot: when it was asked for, and when its cut could be seen. */
  public record Cut(String name, Instant requested, Optional<Instant> visible, boolean ready) {

    /** From the request to the visible cut. */
    public Duration length() {
      return Duration.between(requested, visible.orElse(requested));
    }
  }

  private Timeline(Site site) {
    this.site = site;
  }

  /** Watches the namespace of a site from now on. */
  public static Timeline of(Site site, KubernetesClient client) {
    Timeline timeline = new Timeline(site);
    timeline.watch(client, Pod.class, timeline::seen, timeline::gone);
    timeline.watch(client, VolumeSnapshot.class, timeline::seen, snapshot -> {});
    return timeline;
  }

  /** From the order to stop to the end of the process, for the first pod stopped since then. */
  public Duration processStopSince(Instant since) {
    return pods.values().stream()
        .filter(life -> life.deleting != null && life.ended != null)
        .filter(life -> life.deleting.isAfter(since))
        .min((a, b) -> a.deleting.compareTo(b.deleting))
        .map(life -> Duration.between(life.deleting, life.ended))
        .orElse(Duration.ZERO);
  }

  /** From the start of the process to its first answer, for the last pod started since then. */
  public Duration processStartSince(Instant since) {
    return pods.values().stream()
        .filter(life -> life.running != null && life.answered != null)
        .filter(life -> life.running.isAfter(since))
        .max((a, b) -> a.running.compareTo(b.running))
        .map(life -> Duration.between(life.running, life.answered))
        .orElse(Duration.ZERO);
  }

  /** The snapshot of that name, if it was ever there. */
  public Optional<Cut> cut(String name) {
    return Optional.ofNullable(cuts.get(name));
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
    probes.shutdownNow();
  }

  private void seen(Pod pod) {
    if (!pod.getMetadata().getName().equals(Site.NAME + "-0")) {
      return;
    }
    Life life = pods.computeIfAbsent(pod.getMetadata().getUid(), uid -> new Life());
    if (pod.getMetadata().getDeletionTimestamp() != null && life.deleting == null) {
      life.deleting = Instant.now();
    }
    for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
      ContainerState state = status.getState();
      if (state != null && state.getRunning() != null && life.running == null) {
        life.running = Instant.now();
        probe(pod, life);
      } else if (state != null && state.getTerminated() != null && life.ended == null) {
        life.ended = Instant.now();
      }
    }
  }

  private void gone(Pod pod) {
    Life life = pods.get(pod.getMetadata().getUid());
    if (life != null && life.ended == null) {
      life.ended = Instant.now();
    }
  }

  private void seen(VolumeSnapshot snapshot) {
    Instant now = Instant.now();
    boolean cut = snapshot.getStatus() != null && snapshot.getStatus().getCreationTime() != null;
    boolean ready = cut && Boolean.TRUE.equals(snapshot.getStatus().getReadyToUse());
    String name = snapshot.getMetadata().getName();
    Optional<Instant> visible = cut ? Optional.of(now) : Optional.empty();
    cuts.merge(
        name,
        new Cut(name, now, visible, ready),
        (before, after) ->
            new Cut(name, before.requested(), before.visible().or(after::visible), ready));
  }

  private void probe(Pod pod, Life life) {
    InetSocketAddress address = new InetSocketAddress(pod.getStatus().getPodIP(), 9000);
    DatabaseClient database =
        new DatabaseClient(() -> new Target(address, site.certificate(), Optional.empty()));
    var unused =
        probes.scheduleWithFixedDelay(
            () -> {
              if (life.answered == null && life.ended == null && database.answers()) {
                life.answered = Instant.now();
              }
            },
            0,
            PROBE_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private <T extends HasMetadata> void watch(
      KubernetesClient client, Class<T> type, Consumer<T> seen, Consumer<T> gone) {
    informers.add(
        client
            .resources(type)
            .inNamespace(site.namespace())
            .inform(
                new ResourceEventHandler<T>() {
                  @Override
                  public void onAdd(T object) {
                    seen.accept(object);
                  }

                  @Override
                  public void onUpdate(T before, T object) {
                    seen.accept(object);
                  }

                  @Override
                  public void onDelete(T object, boolean finalStateUnknown) {
                    gone.accept(object);
                  }
                }));
  }
}
