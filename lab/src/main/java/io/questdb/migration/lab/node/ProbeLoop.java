package io.questdb.migration.lab.node;

import io.fabric8.kubernetes.api.model.Probe;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One probe of one running container with its thresholds. Until the first success it asks every
 * {@value #EAGER_MILLIS} ms, whatever the period says: a period of whole seconds would otherwise be
 * the largest part of what the lab measures.
 */
final class ProbeLoop {
  private static final long EAGER_MILLIS = 100;

  private final Probe probe;
  private final BooleanSupplier check;
  private final Consumer<Boolean> result;
  private final ScheduledExecutorService threads;
  private volatile boolean stopped;
  private int successes;
  private int failures;
  private boolean everSucceeded;

  /**
   * @param result told when a threshold is reached, at each further probe again
   */
  ProbeLoop(
      Probe probe,
      BooleanSupplier check,
      ScheduledExecutorService threads,
      Consumer<Boolean> result) {
    this.probe = probe;
    this.check = check;
    this.threads = threads;
    this.result = result;
  }

  void start() {
    long delay = orDefault(probe.getInitialDelaySeconds(), 0) * 1000L;
    askAfter(delay);
  }

  void stop() {
    stopped = true;
  }

  private void run() {
    if (stopped) {
      return;
    }
    if (check.getAsBoolean()) {
      everSucceeded = true;
      failures = 0;
      successes++;
    } else {
      successes = 0;
      failures++;
    }
    if (stopped) {
      return;
    }
    if (successes >= orDefault(probe.getSuccessThreshold(), 1)) {
      result.accept(true);
    } else if (failures >= allowedFailures()) {
      result.accept(false);
    }
    long period = orDefault(probe.getPeriodSeconds(), 10) * 1000L;
    askAfter(everSucceeded ? period : Math.min(period, EAGER_MILLIS));
  }

  private void askAfter(long millis) {
    var unused = threads.schedule(this::run, millis, TimeUnit.MILLISECONDS);
  }

  /** The failures that the spec allows take as long as it says, although we ask more often. */
  private long allowedFailures() {
    long threshold = orDefault(probe.getFailureThreshold(), 3);
    if (everSucceeded) {
      return threshold;
    }
    return threshold * Math.max(1, orDefault(probe.getPeriodSeconds(), 10) * 1000L / EAGER_MILLIS);
  }

  private static int orDefault(Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
