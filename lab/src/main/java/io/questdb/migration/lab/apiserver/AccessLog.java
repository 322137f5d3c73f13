package io.questdb.migration.lab.apiserver;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last requests, oldest first. */
final class AccessLog {
  private static final int KEPT = 100_000;

  private final Deque<Access> accesses = new ArrayDeque<>();

  synchronized void add(Access access) {
    accesses.add(access);
    if (accesses.size() > KEPT) {
      accesses.remove();
    }
  }

  synchronized List<Access> list() {
    return List.copyOf(accesses);
  }
}
