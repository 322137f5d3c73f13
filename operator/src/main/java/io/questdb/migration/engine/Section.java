package io.questdb.migration.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A run of steps with one give-back.
 *
 * @param steps in order; nowhere else is order written down
 * @param giveBack the step that returns what the section took; empty when it takes nothing, or
 *     nothing can be returned
 * @param guard what must stay true while the section runs
 * @param deadline when the whole section is given back
 */
public record Section(
    String name,
    List<Step> steps,
    Optional<Step> giveBack,
    Optional<Guard> guard,
    Optional<Deadline> deadline) {

  public Section {
    steps = List.copyOf(steps);
  }

  /** A section that needs no guard and no deadline. */
  public static Section of(String name, Optional<Step> giveBack, Step... steps) {
    return new Section(name, List.of(steps), giveBack, Optional.empty(), Optional.empty());
  }

  /** The section ends in a give-back when {@code limit} has passed since {@code since} began. */
  public record Deadline(StepName since, Function<Run, Duration> limit) {}

  /** The steps and the give-back, which may be one of them. */
  List<Step> all() {
    if (giveBack.isEmpty() || steps.contains(giveBack.get())) {
      return steps;
    }
    List<Step> all = new ArrayList<>(steps);
    all.add(giveBack.get());
    return all;
  }
}
