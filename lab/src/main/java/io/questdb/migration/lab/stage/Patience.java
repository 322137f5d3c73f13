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
import java.util.function.Supplier;

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

  /**
   * The same.
   *
   * @param state what the exception says beside {@code what}; asked for only then
   */
  static void until(String what, Duration limit, BooleanSupplier question, Supplier<?> state) {
    try {
      until(what, limit, question);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(e.getMessage() + "\n" + state.get(), e);
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
