package io.questdb.migration.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Evidence;
import io.questdb.migration.engine.Guard;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The outcomes of a step, a row each: a sentence, a situation, and what the step decides in it. A
 * decision is written as kind and reason, then its action as {@link ActionText} says it.
 */
final class StepTable {
  private final Function<Run, Set<Probe<?>>> probes;
  private final Function<World, Optional<Decision>> decide;
  private final List<DynamicTest> rows = new ArrayList<>();

  private StepTable(
      Function<Run, Set<Probe<?>>> probes, Function<World, Optional<Decision>> decide) {
    this.probes = probes;
    this.decide = decide;
  }

  static StepTable of(Step step) {
    return new StepTable(step::probes, world -> Optional.of(step.decide(world)));
  }

  /** A guard that has nothing to object decides nothing. */
  static StepTable of(Guard guard) {
    return new StepTable(guard::probes, guard::objection);
  }

  /** The step looks at exactly this. */
  StepTable asks(String sentence, Situation given, Probe<?>... expected) {
    return add(
        sentence, () -> assertThat(probes.apply(given.run())).containsExactlyInAnyOrder(expected));
  }

  /** A decision without evidence. */
  StepTable row(String sentence, Situation given, String... expected) {
    return add(
        sentence,
        () -> {
          Optional<Decision> decision = decide(given);
          assertThat(lines(decision)).containsExactly(expected);
          assertThat(decision.flatMap(StepTable::evidence)).isEmpty();
        });
  }

  /** A completion, with the evidence that is recorded. */
  StepTable row(String sentence, Situation given, String expected, Evidence evidence) {
    return add(
        sentence,
        () -> {
          Optional<Decision> decision = decide(given);
          assertThat(lines(decision)).containsExactly(expected);
          assertThat(decision.flatMap(StepTable::evidence)).contains(evidence);
        });
  }

  /** What the step tells a person: {@code words} name the object and the remedy. */
  StepTable says(String sentence, Situation given, String... words) {
    return add(sentence, () -> assertThat(decide(given).orElseThrow().message()).contains(words));
  }

  Stream<DynamicTest> rows() {
    return rows.stream();
  }

  private StepTable add(String sentence, Runnable check) {
    rows.add(DynamicTest.dynamicTest(sentence, check::run));
    return this;
  }

  private Optional<Decision> decide(Situation given) {
    Set<Probe<?>> asked = probes.apply(given.run());
    assertThat(asked).as("what is asked").containsAll(given.seen().keySet());
    Optional<Decision> decision = decide.apply(given.world(asked));
    decision.ifPresent(made -> assertThat(made.message()).isNotBlank());
    return decision;
  }

  private static List<String> lines(Optional<Decision> decision) {
    if (decision.isEmpty()) {
      return List.of();
    }
    Decision made = decision.get();
    String line = made.getClass().getSimpleName() + " " + made.reason().text();
    if (made instanceof Decision.Act act) {
      return List.of(line, ActionText.of(act.action()));
    }
    return made instanceof Decision.Redo redo && redo.fromStart()
        ? List.of(line, "from the start")
        : List.of(line);
  }

  private static Optional<Evidence> evidence(Decision decision) {
    return decision instanceof Decision.Complete complete ? complete.evidence() : Optional.empty();
  }
}
