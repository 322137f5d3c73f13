package io.questdb.migration.lab.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The times without service that one client has had. */
public final class Gaps {
  private final List<Gap> over = new CopyOnWriteArrayList<>();
  private Optional<Instant> firstFailure = Optional.empty();
  private Instant lastGood = Instant.now();
  private CompletableFuture<Void> nextGood = new CompletableFuture<>();

  /** Those that are over, oldest first. */
  public List<Gap> over() {
    return List.copyOf(over);
  }

  /** The longest that ended after {@code since}. */
  public Optional<Gap> longestSince(Instant since) {
    return over.stream()
        .filter(gap -> gap.firstGood().isAfter(since))
        .max((a, b) -> a.length().compareTo(b.length()));
  }

  /** An answer of use came. */
  synchronized void good() {
    Instant now = Instant.now();
    firstFailure.ifPresent(failed -> over.add(new Gap(lastGood, failed, now)));
    firstFailure = Optional.empty();
    lastGood = now;
    nextGood.complete(null);
    nextGood = new CompletableFuture<>();
  }

  /** Waits for the next answer of use. */
  void awaitGood(Duration patience) throws InterruptedException, TimeoutException {
    try {
      next().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing fails this", e);
    }
  }

  private synchronized CompletableFuture<Void> next() {
    return nextGood;
  }

  /** A request failed, or its answer was of no use. */
  synchronized void failed() {
    if (firstFailure.isEmpty()) {
      firstFailure = Optional.of(Instant.now());
    }
  }
}
