package io.questdb.migration.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Seeded runs of the real planner and the real steps against a simulated world, with the operator
 * killed at every boundary between an effect and its record. {@code -Dcrash.runs} and {@code
 * -Dcrash.seed} choose how many and from where.
 */
class MigrationCrashTest {
  private static final long RUNS = Long.getLong("crash.runs", 100_000);
  private static final long SEED = Long.getLong("crash.seed", 1);
  private static final long RUNS_WITH_A_BROKEN_RULE = 20_000;

  @Test
  void noCrashBreaksAPromise() {
    Map<Simulation.End, LongAdder> ends = new EnumMap<>(Simulation.End.class);
    for (Simulation.End end : Simulation.End.values()) {
      ends.put(end, new LongAdder());
    }

    Optional<Long> broken =
        LongStream.range(SEED, SEED + RUNS)
            .parallel()
            .filter(seed -> violation(seed, Rules.KEPT, ends).isPresent())
            .boxed()
            .findAny();

    broken.ifPresent(seed -> fail(report(seed)));
    assertThat(ends.get(Simulation.End.SUCCEEDED).sum()).as("%s", ends).isGreaterThan(RUNS / 4);
  }

  @ParameterizedTest
  @EnumSource(value = Rules.class, mode = EnumSource.Mode.EXCLUDE, names = "KEPT")
  void aBrokenRuleIsFound(Rules rule) {
    Optional<Violation> found =
        LongStream.range(SEED, SEED + RUNS_WITH_A_BROKEN_RULE)
            .parallel()
            .mapToObj(seed -> violation(seed, rule, Map.of()))
            .flatMap(Optional::stream)
            .findAny();

    assertThat(found).isPresent();
  }

  private static Optional<Violation> violation(
      long seed, Rules rules, Map<Simulation.End, LongAdder> ends) {
    try {
      Simulation.End end = new Simulation(seed, rules, false).run();
      Optional.ofNullable(ends.get(end)).ifPresent(LongAdder::increment);
      return Optional.empty();
    } catch (Violation violation) {
      return Optional.of(violation);
    }
  }

  private static String report(long seed) {
    Simulation simulation = new Simulation(seed, Rules.KEPT, true);
    try {
      return "seed " + seed + " ended well when it was repeated: " + simulation.run();
    } catch (Violation violation) {
      return "-Dcrash.runs=1 -Dcrash.seed="
          + seed
          + System.lineSeparator()
          + violation.getMessage()
          + System.lineSeparator()
          + simulation.trace();
    }
  }
}
