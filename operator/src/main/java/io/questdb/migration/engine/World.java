package io.questdb.migration.engine;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One immutable observation: everything that a step may look at while it decides. */
public final class World {
  private final Run run;
  private final Map<Probe<?>, Observed<?>> observations;

  /**
   * {@code observations} holds an answer for every probe that the step and its section declared.
   */
  public World(Run run, Map<Probe<?>, Observed<?>> observations) {
    this.run = run;
    this.observations = Map.copyOf(observations);
  }

  /** What is known without looking. */
  public Run run() {
    return run;
  }

  /**
   * The fact, or empty when it was looked for and is not there.
   *
   * @throws IllegalStateException for a probe that was not declared, or one that could not be
   *     answered: the planner lets neither reach a step
   */
  public <T> Optional<T> see(Probe<T> probe) {
    Observed<?> observed = observations.get(probe);
    if (observed instanceof Observed.Present<?> present) {
      @SuppressWarnings("unchecked") // the observer answers a Probe<T> with an Observed<T>
      T value = (T) present.value();
      return Optional.of(value);
    }
    if (observed instanceof Observed.Absent<?>) {
      return Optional.empty();
    }
    throw new IllegalStateException(
        observed == null ? "undeclared probe " + probe : "undecidable probe " + probe);
  }

  /** The looks that were not answered, in an order that does not change; each message once. */
  List<Observed.Unknown<?>> unknowns() {
    Set<Observed.Unknown<?>> unknowns = new HashSet<>();
    for (Observed<?> observed : observations.values()) {
      if (observed instanceof Observed.Unknown<?> unknown) {
        unknowns.add(unknown);
      }
    }
    return unknowns.stream().sorted(Comparator.comparing(Observed.Unknown::why)).toList();
  }
}
