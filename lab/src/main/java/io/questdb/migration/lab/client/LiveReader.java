package io.questdb.migration.lab.client;

import io.questdb.migration.lab.node.Threads;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** An application that asks a query all the time; only an answer with the status 200 is of use. */
public final class LiveReader implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Gaps gaps = new Gaps();
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(Threads.named("reader"));

  private LiveReader() {}

  /**
   * Starts to read.
   *
   * @param targets asked after every failure; called from the reader's thread
   */
  public static LiveReader start(Supplier<Target> targets) {
    LiveReader reader = new LiveReader();
    DatabaseClient database = new DatabaseClient(targets);
    Runnable turn =
        () -> {
          if (database.serves()) {
            reader.gaps.good();
          } else {
            reader.gaps.failed();
          }
        };
    var unused =
        reader.loop.scheduleWithFixedDelay(turn, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    return reader;
  }

  /**
   * Waits for one more answer of use.
   *
   * @throws TimeoutException if there is none in time
   */
  public void awaitAnswer(Duration patience) throws InterruptedException, TimeoutException {
    gaps.awaitGood(patience);
  }

  /** When it had no answer. */
  public Gaps gaps() {
    return gaps;
  }

  @Override
  public void close() {
    loop.shutdownNow();
  }
}
