package io.questdb.migration.process;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One candidate for the Lease. It renews every 2/15 of the Lease's duration and gives up after 2/3,
 * so that it has stopped before another may start. A Lease is no fence: what must not happen twice
 * is guarded by resourceVersions.
 */
public final class Leader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leader.class);

  private enum State {
    STANDBY,
    LEADING,
    OVER
  }

  private final Config.Lease lease;
  private final Runnable onLeading;
  private final Runnable onLost;
  private final RenewedLock lock;
  private final LeaderElector elector;
  private final AtomicReference<State> state = new AtomicReference<>(State.STANDBY);
  private final ExecutorService election =
      Executors.newSingleThreadExecutor(Threads.daemons("leader-election"));
  private final ExecutorService work =
      Executors.newSingleThreadExecutor(Threads.daemons("leader-start"));
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(Threads.daemons("leader-watchdog"));
  private CompletableFuture<?> candidacy = CompletableFuture.completedFuture(null);

  /**
   * @param onLeading called once, on a thread of its own, when the Lease is held; it may take its
   *     time
   * @param onLost called at most once, when the Lease was lost while leading, and not by {@link
   *     #close}: the process must end, because this candidate will not try again
   */
  public Leader(KubernetesClient client, Config.Lease lease, Runnable onLeading, Runnable onLost) {
    this.lease = lease;
    this.onLeading = onLeading;
    this.onLost = onLost;
    this.lock = new RenewedLock(new LeaseLock(lease.namespace(), lease.name(), lease.identity()));
    LeaderElectionConfig config =
        new LeaderElectionConfigBuilder()
            .withName(lease.name())
            .withLock(lock)
            .withLeaseDuration(lease.duration())
            .withRenewDeadline(renewDeadline())
            .withRetryPeriod(retryPeriod())
            .withReleaseOnCancel(true)
            .withLeaderCallbacks(new LeaderCallbacks(this::lead, this::lose, this::noteLeader))
            .build();
    this.elector = new LeaderElector(client, config, election);
  }

  /** Becomes a candidate; may be called once. */
  public synchronized void start() {
    candidacy = elector.start();
    // The elector looks at its deadline only between requests, and one request may hang for longer.
    Future<?> unused =
        watchdog.scheduleWithFixedDelay(
            this::checkRenewal, 0, retryPeriod().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether the Lease is held, as far as its last renewal tells. */
  public boolean isLeading() {
    return state.get() == State.LEADING && lock.isYoungerThan(renewDeadline());
  }

  /** Gives the Lease back, so that another candidate need not wait for its end. */
  @Override
  public synchronized void close() {
    // A lost Lease is nobody's to give back, and the server may not even answer.
    if (state.getAndSet(State.OVER) != State.OVER) {
      candidacy.cancel(true);
    }
    watchdog.shutdownNow();
    election.shutdownNow();
    work.shutdown();
  }

  private void lead() {
    if (state.compareAndSet(State.STANDBY, State.LEADING)) {
      LOG.info("Leading as {}", lease.identity());
      // The elector renews on the thread that calls this.
      work.execute(onLeading);
    }
  }

  private void lose() {
    if (state.compareAndSet(State.LEADING, State.OVER)) {
      LOG.error("Lost Lease {}/{}", lease.namespace(), lease.name());
      onLost.run();
    }
  }

  private void noteLeader(String identity) {
    if (identity != null && !identity.isEmpty() && !identity.equals(lease.identity())) {
      LOG.info("{} leads", identity);
    }
  }

  private void checkRenewal() {
    if (state.get() == State.LEADING && !lock.isYoungerThan(renewDeadline())) {
      lose();
    }
  }

  private Duration renewDeadline() {
    return lease.duration().multipliedBy(2).dividedBy(3);
  }

  private Duration retryPeriod() {
    return lease.duration().multipliedBy(2).dividedBy(15);
  }
}
