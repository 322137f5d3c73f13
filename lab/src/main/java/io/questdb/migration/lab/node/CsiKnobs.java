package io.questdb.migration.lab.node;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** How the CSI driver behaves; may be changed at any time and counts from the next call on. */
public final class CsiKnobs {
  private final Runnable changed;
  private final AtomicInteger cutsToFail = new AtomicInteger();
  private volatile Duration cutDelay = Duration.ZERO;
  private volatile Optional<Duration> readyAfter = Optional.of(Duration.ZERO);
  private volatile Optional<Duration> lateCut = Optional.empty();
  private volatile boolean hang;
  private volatile boolean slowCopy;
  private volatile boolean syncedOnly;
  private volatile boolean restoresEmpty;

  /**
   * @param changed is run after each change
   */
  public CsiKnobs(Runnable changed) {
    this.changed = changed;
  }

  /** From the request to the cut. */
  public CsiKnobs cutDelay(Duration delay) {
    cutDelay = delay;
    changed.run();
    return this;
  }

  /** From the cut to readyToUse. */
  public CsiKnobs readyAfter(Duration delay) {
    readyAfter = Optional.of(delay);
    changed.run();
    return this;
  }

  /** Snapshots are cut but do not get ready, until {@link #readyAfter} is set again. */
  public CsiKnobs neverReady() {
    readyAfter = Optional.empty();
    changed.run();
    return this;
  }

  /** The next cuts fail; each shows an error and is tried again. */
  public CsiKnobs failCut(int times) {
    cutsToFail.set(times);
    changed.run();
    return this;
  }

  /**
   * A request first ends in an error as if it had timed out, and is cut only this long after that:
   * the snapshot that nobody waits for any more.
   */
  public CsiKnobs cutAfterTimeout(Duration late) {
    lateCut = Optional.of(late);
    changed.run();
    return this;
  }

  /** A cut is neither made nor refused until the driver hangs no more; only a real one can hang. */
  public CsiKnobs hang(boolean hangs) {
    hang = hangs;
    changed.run();
    return this;
  }

  /** What nobody has synced may be missing in a cut; only on a real volume. */
  public CsiKnobs syncedOnly(boolean only) {
    syncedOnly = only;
    changed.run();
    return this;
  }

  /** Back to a driver that does what it is told, at once. */
  public CsiKnobs reset() {
    cutsToFail.set(0);
    cutDelay = Duration.ZERO;
    readyAfter = Optional.of(Duration.ZERO);
    lateCut = Optional.empty();
    hang = false;
    slowCopy = false;
    syncedOnly = false;
    restoresEmpty = false;
    changed.run();
    return this;
  }

  /** Copies file by file while writers go on, as file-copying drivers do. */
  public CsiKnobs slowCopy(boolean slow) {
    slowCopy = slow;
    changed.run();
    return this;
  }

  /** A claim made from a snapshot is bound, but empty. */
  public CsiKnobs restoresEmpty(boolean empty) {
    restoresEmpty = empty;
    changed.run();
    return this;
  }

  public Duration cutDelay() {
    return cutDelay;
  }

  public Optional<Duration> readyAfter() {
    return readyAfter;
  }

  /** The delay of the late cut, once. */
  public Optional<Duration> takeLateCut() {
    Optional<Duration> late = lateCut;
    lateCut = Optional.empty();
    return late;
  }

  /** How many of the next cuts fail. */
  public int cutsToFail() {
    return cutsToFail.get();
  }

  boolean takeFailure() {
    return cutsToFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  public boolean hangs() {
    return hang;
  }

  public boolean syncedOnly() {
    return syncedOnly;
  }

  public boolean slowCopy() {
    return slowCopy;
  }

  public boolean restoresEmpty() {
    return restoresEmpty;
  }
}
