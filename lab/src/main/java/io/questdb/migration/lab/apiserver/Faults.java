package io.questdb.migration.lab.apiserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The faults that still wait for their requests; each request meets at most one. */
public final class Faults {
  private final List<Fault> waiting = new ArrayList<>();

  /** Adds a fault behind those that wait. */
  public synchronized void add(Fault fault) {
    waiting.add(fault);
  }

  /** Takes all faults away. */
  public synchronized void clear() {
    waiting.clear();
  }

  /** Faults with requests still to meet. */
  public synchronized List<Fault> waiting() {
    return List.copyOf(waiting);
  }

  synchronized Optional<Fault.Effect> take(Call call) {
    for (int i = 0; i < waiting.size(); i++) {
      Fault fault = waiting.get(i);
      if (fault.matches(call)) {
        waiting.remove(i);
        if (fault.times() > 1) {
          waiting.add(
              i,
              new Fault(
                  fault.verb(),
                  fault.resource(),
                  fault.name(),
                  fault.body(),
                  fault.times() - 1,
                  fault.effect()));
        }
        return Optional.of(fault.effect());
      }
    }
    return Optional.empty();
  }
}
