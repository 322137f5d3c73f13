package io.questdb.migration.adapter.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Watchable;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.questdb.migration.change.Labels;
import io.questdb.migration.controller.Watches;
import io.questdb.migration.engine.Run;
import io.questdb.migration.facts.WorkloadPin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Four watches per active run: its StatefulSet and that set's pod by name, its own pods and
 * snapshots by label. A watch that ended is opened again at a pass, at most once a minute; until
 * then the run polls.
 */
public final class RunWatches implements Watches {
  private static final Logger LOG = LoggerFactory.getLogger(RunWatches.class);
  private static final Duration REOPEN = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final BiConsumer<String, String> trigger;
  private final Map<String, Followed> followed = new ConcurrentHashMap<>();

  /**
   * @param trigger called with namespace and name of the migration whenever something changed, on
   *     the client's threads
   */
  public RunWatches(KubernetesClient client, BiConsumer<String, String> trigger) {
    this.client = client;
    this.trigger = trigger;
  }

  @Override
  public void follow(Run run) {
    String key = key(run.namespace(), run.name());
    Followed now = followed.get(key);
    if (now != null && now.stillServes(run)) {
      return;
    }
    if (now != null) {
      now.close();
    }
    Followed fresh = new Followed(run);
    followed.put(key, fresh);
    fresh.open(run);
  }

  @Override
  public void forget(String namespace, String name) {
    Followed gone = followed.remove(key(namespace, name));
    if (gone != null) {
      gone.close();
    }
  }

  private static String key(String namespace, String name) {
    return namespace + "/" + name;
  }

  /** The one pod of the set: as it was found, and until then as it is named mostly. */
  private static String podName(Run run) {
    return run.ledger()
        .evidence(WorkloadPin.class)
        .map(WorkloadPin::podName)
        .orElseGet(() -> run.spec().getWorkload().getStatefulSetName() + "-0");
  }

  /** The watches of one run. */
  private final class Followed {
    private final String uid;
    private final String pod;
    private final Instant openedAt;
    private final List<Watch> watches = new ArrayList<>();
    private volatile boolean broken;
    private volatile boolean closed;

    Followed(Run run) {
      uid = run.uid();
      pod = podName(run);
      openedAt = run.now();
    }

    boolean stillServes(Run run) {
      return uid.equals(run.uid())
          && pod.equals(podName(run))
          && !(broken && openedAt.plus(REOPEN).isBefore(run.now()));
    }

    void open(Run run) {
      String namespace = run.namespace();
      String set = run.spec().getWorkload().getStatefulSetName();
      Map<String, String> ours = Map.of(Labels.RUN, run.uid());
      watch(run, client.apps().statefulSets().inNamespace(namespace).withName(set));
      watch(run, client.pods().inNamespace(namespace).withName(pod));
      watch(run, client.pods().inNamespace(namespace).withLabels(ours));
      watch(run, client.resources(VolumeSnapshot.class).inNamespace(namespace).withLabels(ours));
    }

    void close() {
      closed = true;
      watches.forEach(Watch::close);
    }

    private <T> void watch(Run run, Watchable<T> what) {
      try {
        watches.add(
            what.watch(
                new Watcher<>() {
                  @Override
                  public void eventReceived(Action action, T object) {
                    if (!closed && action != Action.BOOKMARK) {
                      trigger.accept(run.namespace(), run.name());
                    }
                  }

                  @Override
                  public void onClose(WatcherException cause) {
                    LOG.debug("A watch for {}/{} ended", run.namespace(), run.name(), cause);
                    broken = true;
                  }
                }));
      } catch (KubernetesClientException e) {
        LOG.debug("No watch for {}/{}", run.namespace(), run.name(), e);
        broken = true;
      }
    }
  }
}
