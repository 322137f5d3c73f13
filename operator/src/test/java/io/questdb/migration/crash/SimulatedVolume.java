package io.questdb.migration.crash;

import java.util.ArrayList;
import java.util.List;

/** The data volume: its content as a count of transactions, and the server's lock on it. */
final class SimulatedVolume {
  private final Timeline time;
  private final List<Runnable> waiters = new ArrayList<>();
  private String holder = "";
  private long transactions = 1;
  private boolean openedByEnterprise;

  SimulatedVolume(Timeline time) {
    this.time = time;
  }

  boolean lock(String who) {
    if (!holder.isEmpty()) {
      return false;
    }
    holder = who;
    return true;
  }

  boolean heldBy(String who) {
    return holder.equals(who);
  }

  boolean inUse() {
    return !holder.isEmpty();
  }

  void release(String who) {
    if (holder.equals(who)) {
      holder = "";
      List<Runnable> woken = List.copyOf(waiters);
      waiters.clear();
      woken.forEach(waiter -> time.in(time.between(1, 30), waiter));
    }
  }

  /** Runs once the lock has been released. */
  void whenReleased(Runnable waiter) {
    waiters.add(waiter);
  }

  void write() {
    transactions += time.between(0, 3);
  }

  long transactions() {
    return transactions;
  }

  void openedByEnterprise() {
    openedByEnterprise = true;
  }

  boolean wasOpenedByEnterprise() {
    return openedByEnterprise;
  }
}
