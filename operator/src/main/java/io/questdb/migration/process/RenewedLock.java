package io.questdb.migration.process;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;

/** A lock that remembers its last successful write, by a clock that no administrator sets. */
final class RenewedLock implements Lock {
  private final Lock lock;
  private volatile long renewedAt = System.nanoTime();

  RenewedLock(Lock lock) {
    this.lock = lock;
  }

  boolean isYoungerThan(Duration age) {
    return System.nanoTime() - renewedAt < age.toNanos();
  }

  @Override
  public LeaderElectionRecord get(KubernetesClient client) {
    return lock.get(client);
  }

  @Override
  public void create(KubernetesClient client, LeaderElectionRecord record) {
    long before = System.nanoTime();
    lock.create(client, record);
    renewedAt = before;
  }

  @Override
  public void update(KubernetesClient client, LeaderElectionRecord record) {
    long before = System.nanoTime();
    lock.update(client, record);
    renewedAt = before;
  }

  @Override
  public String identity() {
    return lock.identity();
  }

  @Override
  public String describe() {
    return lock.describe();
  }
}
