package io.questdb.migration.lab.stage;

import io.questdb.migration.lab.node.Threads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waiting for something that can only be asked for again and again. */
public final class Patience {
  private static final ScheduledExecutorService CLOCK =
      Executors.newScheduledThreadPool(2, Threads.named("patience"));
  private static final long EVERY_MILLIS = 20;

  private Patience() {}

  /**
   * Asks until the answer is true.
   *
   * @throws IllegalStateException naming {@code what} if it does not come true in time
   */
  public static void until(String what, Duration limit, BooleanSupplier question) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    ScheduledFuture<?> asking =
        CLOCK.scheduleWithFixedDelay(
            () -> ask(question, done), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    try {
      done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(what + ": not within " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(what + ": " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(what + ": interrupted", e);
    } finally {
      asking.cancel(false);
    }
  }

  private static void ask(BooleanSupplier question, CompletableFuture<Void> done) {
    try {
      if (question.getAsBoolean()) {
        done.complete(null);
      }
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
  }
}
