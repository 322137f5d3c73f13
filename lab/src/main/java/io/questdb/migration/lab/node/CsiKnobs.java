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
  private volatile boolean slowCopy;
  private volatile boolean restoresEmpty;

  CsiKnobs(Runnable changed) {
    this.changed = changed;
  }

  /** From the request to the cut. */
  public CsiKnobs cutDelay(Duration delay) {
    cutDelay = delay;
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
    return this;
  }

  /** The next cuts fail; each shows an error and is tried again. */
  public CsiKnobs failCut(int times) {
    cutsToFail.set(times);
    return this;
  }

  /**
   * A request first ends in an error as if it had timed out, and is cut only this long after that:
   * the snapshot that nobody waits for any more.
   */
  public CsiKnobs cutAfterTimeout(Duration late) {
    lateCut = Optional.of(late);
    return this;
  }

  /** Copies file by file while writers go on, as file-copying drivers do. */
  public CsiKnobs slowCopy(boolean slow) {
    slowCopy = slow;
    return this;
  }

  /** A claim made from a snapshot is bound, but empty. */
  public CsiKnobs restoresEmpty(boolean empty) {
    restoresEmpty = empty;
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

  boolean takeFailure() {
    return cutsToFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  boolean slowCopy() {
    return slowCopy;
  }

  boolean restoresEmpty() {
    return restoresEmpty;
  }
}
