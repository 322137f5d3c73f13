package io.questdb.migration.crash;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Supplier;

/** Simulated time in milliseconds, what is to happen in it, chance, and what has happened. */
final class Timeline {
  private record Due(long at, long order, Runnable event) {}

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
  private final Random random;
  private final List<String> trace;
  private long now;
  private long order;

  /** {@code traced} keeps what happened, which is slow. */
  Timeline(long seed, boolean traced) {
    random = new Random(seed * 0x9E3779B97F4A7C15L);
    trace = traced ? new ArrayList<>() : null;
  }

  long now() {
    return now;
  }

  Instant instant() {
    return START.plusMillis(now);
  }

  /** Whether something of that chance, in ten-thousandths, happens. */
  boolean chance(int of10000) {
    return random.nextInt(10_000) < of10000;
  }

  long between(long least, long most) {
    return least + (long) (random.nextDouble() * (most - least + 1));
  }

  void in(long millis, Runnable event) {
    queue.add(new Due(now + millis, order++, event));
  }

  void advance(long millis) {
    long until = now + millis;
    while (!queue.isEmpty() && queue.peek().at() <= until) {
      Due due = queue.poll();
      now = Math.max(now, due.at());
      due.event().run();
    }
    now = Math.max(now, until);
  }

  /**
   * Sleeps until it is time to look again: events come first, so nothing is lost by skipping the
   * looks in between that would show the same.
   */
  void sleep(long recheck) {
    long next = queue.isEmpty() ? recheck : Math.max(1, queue.peek().at() - now);
    advance(next <= 600_000 ? next : recheck);
  }

  void note(Supplier<String> what) {
    if (trace != null) {
      trace.add(String.format("%10.3f  %s", now / 1000.0, what.get()));
    }
  }

  String trace() {
    return trace == null ? "" : String.join(System.lineSeparator(), trace);
  }
}
