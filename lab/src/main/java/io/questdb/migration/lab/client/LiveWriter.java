package io.questdb.migration.lab.client;

import io.questdb.migration.lab.node.Threads;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * An application that writes rows by ILP over HTTP all the time, as a careful one would: what was
 * not acknowledged is kept and sent again. A refused connection, a failed handshake and the answers
 * 401, 403, 404, 405, 421 and 5xx mean "later": endpoint, certificate and login are then read anew.
 * Any other refusal ends the writing and is reported by {@link #failure()}.
 *
 * <p>Each row has a unique {@code id}, from 1 on without a gap, and the client's clock as its
 * timestamp. A row may arrive twice, so loss is {@code acknowledged() - count_distinct(id)}.
 */
public final class LiveWriter implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final int ROWS_A_TURN = 20;
  private static final int BATCH = 5_000;
  private static final int PENDING_LIMIT = 200_000;

  private final String table;
  private final Connection connection;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(Threads.named("writer"));
  private final Deque<Row> pending = new ArrayDeque<>();
  private final Gaps gaps = new Gaps();
  private long nextId = 1;
  private boolean ending;
  private long acknowledged;
  private Optional<String> failure = Optional.empty();

  private record Row(long id, long timestampNanos) {
    String line(String table) {
      return table + " id=" + id + "i,price=" + (id % 1000) + ".5 " + timestampNanos + "\n";
    }
  }

  private LiveWriter(String table, Supplier<Target> targets) {
    this.table = table;
    this.connection = new Connection(targets);
  }

  /**
   * Starts to write.
   *
   * @param table with the columns {@code id LONG, price DOUBLE} and a designated timestamp
   * @param targets asked at the start and before every repetition; called from the writer's thread
   */
  public static LiveWriter start(String table, Supplier<Target> targets) {
    LiveWriter writer = new LiveWriter(table, targets);
    var unused =
        writer.loop.scheduleWithFixedDelay(
            writer::turn, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    return writer;
  }

  /** Rows that the database has said it has. */
  public synchronized long acknowledged() {
    return acknowledged;
  }

  /** When nothing was acknowledged. */
  public Gaps gaps() {
    return gaps;
  }

  /** Why the writer gave up; empty while it writes. */
  public synchronized Optional<String> failure() {
    return failure;
  }

  /** Waits until at least {@code rows} more rows have been acknowledged. */
  public synchronized void awaitAcknowledged(long rows, Duration patience)
      throws InterruptedException, TimeoutException {
    long goal = acknowledged + rows;
    await(patience, () -> acknowledged >= goal);
  }

  /**
   * Makes no more rows and waits until every row made is acknowledged.
   *
   * @throws TimeoutException if the database does not take them in time
   */
  public synchronized void finish(Duration patience) throws InterruptedException, TimeoutException {
    ending = true;
    await(patience, pending::isEmpty);
    loop.shutdown();
  }

  /** Stops at once; unacknowledged rows are dropped. */
  @Override
  public void close() {
    loop.shutdownNow();
  }

  private void await(Duration patience, Supplier<Boolean> goal)
      throws InterruptedException, TimeoutException {
    long end = System.nanoTime() + patience.toNanos();
    while (!goal.get()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0 || failure.isPresent()) {
        throw new TimeoutException(
            failure.orElse(pending.size() + " rows are still not acknowledged after " + patience));
      }
      wait(left);
    }
  }

  private void turn() {
    String batch = nextBatch();
    if (batch.isEmpty()) {
      return;
    }
    try {
      HttpResponse<String> answer =
          connection.send("/write", Optional.of(BodyPublishers.ofString(batch)), TIMEOUT);
      answered(answer.statusCode(), answer.body(), batch.lines().count());
    } catch (IOException e) {
      gaps.failed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      giveUp("the writer failed: " + e);
    }
  }

  private synchronized String nextBatch() {
    if (failure.isPresent()) {
      return "";
    }
    for (int i = 0; i < ROWS_A_TURN && !ending && pending.size() < PENDING_LIMIT; i++) {
      long nanos = ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
      pending.add(new Row(nextId++, nanos));
    }
    StringBuilder batch = new StringBuilder();
    pending.stream().limit(BATCH).forEach(row -> batch.append(row.line(table)));
    return batch.toString();
  }

  private void answered(int status, String body, long rows) {
    if (status / 100 == 2) {
      accepted(rows);
    } else if (status == 400 || status == 413) {
      giveUp("/write answered " + status + ": " + body);
    } else {
      connection.retry();
      gaps.failed();
    }
  }

  private synchronized void accepted(long rows) {
    gaps.good();
    acknowledged += rows;
    for (long i = 0; i < rows; i++) {
      pending.remove();
    }
    notifyAll();
  }

  private synchronized void giveUp(String why) {
    failure = Optional.of(why);
    notifyAll();
  }
}
