package io.questdb.migration.lab.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * The probes of one start of a container: readiness and liveness begin once the startup probe has
 * succeeded; what has no probe counts as started, or as ready. Used on the pod's thread only.
 */
final class ContainerProbes {
  /** What a failed probe asks for. */
  interface Effects {
    void stop();

    void changed();
  }

  private final Container container;
  private final Probes probes;
  private final ScheduledExecutorService threads;
  private final Executor podThread;
  private final Effects effects;
  private final List<ProbeLoop> loops = new ArrayList<>();
  private boolean started;
  private boolean ready;
  private boolean over;

  ContainerProbes(
      Container container,
      Probes probes,
      ScheduledExecutorService threads,
      Executor podThread,
      Effects effects) {
    this.container = container;
    this.probes = probes;
    this.threads = threads;
    this.podThread = podThread;
    this.effects = effects;
  }

  void begin() {
    if (container.getStartupProbe() == null) {
      startupDone();
    } else {
      loop(container.getStartupProbe(), this::startup);
    }
  }

  void end() {
    over = true;
    started = false;
    ready = false;
    loops.forEach(ProbeLoop::stop);
  }

  boolean started() {
    return started;
  }

  boolean ready() {
    return ready;
  }

  private void startup(boolean good) {
    if (!good) {
      effects.stop();
    } else if (!started) {
      loops.get(0).stop();
      startupDone();
      effects.changed();
    }
  }

  private void startupDone() {
    started = true;
    ready = container.getReadinessProbe() == null;
    if (!ready) {
      loop(container.getReadinessProbe(), this::readiness);
    }
    if (container.getLivenessProbe() != null) {
      loop(container.getLivenessProbe(), this::liveness);
    }
  }

  private void readiness(boolean good) {
    if (ready != good) {
      ready = good;
      effects.changed();
    }
  }

  private void liveness(boolean good) {
    if (!good) {
      effects.stop();
    }
  }

  private void loop(Probe probe, Consumer<Boolean> result) {
    Consumer<Boolean> onPodThread =
        good ->
            podThread.execute(
                () -> {
                  if (!over) {
                    result.accept(good);
                  }
                });
    ProbeLoop loop = new ProbeLoop(probe, () -> probes.succeeds(probe), threads, onPodThread);
    loops.add(loop);
    loop.start();
  }
}
