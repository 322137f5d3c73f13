package io.questdb.migration.lab.node;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Broken rules that no cluster would notice but every scenario must. */
public final class Violations {
  private final List<String> found = new CopyOnWriteArrayList<>();

  void record(String violation) {
    found.add(violation);
  }

  public List<String> all() {
    return List.copyOf(found);
  }
}
