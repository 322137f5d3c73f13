package io.questdb.migration.lab.node;

import java.util.concurrent.ThreadFactory;

/** Daemon threads with a name that says whose they are. */
public final class Threads {
  private Threads() {}

  public static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, "lab-" + name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
