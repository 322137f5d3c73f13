package io.questdb.migration.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.Plan;
import io.questdb.migration.engine.Planner;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Section;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationStepsTest {
  private static final List<Section> SECTIONS = new MigrationSteps(Seen.PODS).sections();

  @Test
  void everyStepThatHasANameIsSomewhere() {
    assertThat(EnumSet.allOf(StepName.class))
        .containsExactlyInAnyOrderElementsOf(all().map(Step::name).toList());
  }

  @Test
  void theNamesOfStepsAreInTheOrderOfTheRun() {
    List<StepName> order =
        SECTIONS.stream().flatMap(section -> section.steps().stream()).map(Step::name).toList();
    assertThat(order).isSorted();
  }

  static Stream<Arguments> steps() {
    return all().map(step -> Arguments.of(Named.of(step.getClass().getSimpleName(), step)));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void everyStepHasATableOfItsOutcomes(Step step) {
    assertThatCode(() -> Class.forName(step.getClass().getName() + "Test"))
        .doesNotThrowAnyException();
  }

  static Stream<Arguments> moments() {
    return SECTIONS.stream()
        .flatMap(section -> section.steps().stream())
        .flatMap(
            step ->
                Originals.VARIANTS.stream()
                    .map(variant -> Arguments.of(step.name(), variant.name())));
  }

  /** No step may meet what is not there unprepared: it would be asked again for ever. */
  @ParameterizedTest
  @MethodSource("moments")
  void theRunComesToRestWhenEverythingIsGone(StepName step, String variant) {
    // Given
    Planner planner = new Planner(SECTIONS);
    Run run = Situation.at(step, variant).run();

    // When
    Optional<Plan> last = Optional.empty();
    for (int pass = 0; pass < 20 && last.filter(MigrationStepsTest::rests).isEmpty(); pass++) {
      Step next = planner.next(run).orElseThrow();
      last =
          Optional.of(
              planner.plan(new Situation(run, Map.of()).world(planner.probes(run, next)), next));
      run = run.with(last.get().ledger());
    }

    // Then
    assertThat(last).hasValueSatisfying(plan -> assertThat(rests(plan)).isTrue());
  }

  private static boolean rests(Plan plan) {
    return plan.action().isPresent()
        || !plan.again().isZero()
        || plan.ledger().failed().isPresent();
  }

  static Stream<Arguments> limits() {
    return Stream.of(
        Arguments.of(StepName.REHEARSE_VOLUME, "PT10M"),
        Arguments.of(StepName.REHEARSE_START, "PT5M"),
        Arguments.of(StepName.REHEARSE_SNAPSHOT, "PT2M"),
        Arguments.of(StepName.ENTER_CHECKPOINT, "PT1M"),
        Arguments.of(StepName.SNAPSHOT_ONLINE, "PT2M"),
        Arguments.of(StepName.AWAIT_BACKUP, "PT3M"),
        Arguments.of(StepName.ATTEND_VOLUME, "PT5M"),
        Arguments.of(StepName.STOP_DATABASE, "PT4M"),
        Arguments.of(StepName.SEAL_VOLUME, "PT4M"),
        Arguments.of(StepName.SNAPSHOT_OFFLINE, "PT2M"),
        Arguments.of(StepName.START_DATABASE, "PT5M"),
        Arguments.of(StepName.VERIFY_SEAL, "PT5M"),
        Arguments.of(StepName.CONFIGURE_ACCESS, "PT5M"),
        Arguments.of(StepName.VERIFY_DATA, "PT5M"),
        Arguments.of(StepName.VERIFY_REPLICATION, "PT5M"),
        Arguments.of(StepName.FINISH, "PT30M"));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void aStepWaitsForAsLongAsTheSpecLetsIt(StepName name, Duration limit) {
    Step step = all().filter(candidate -> candidate.name() == name).findFirst().orElseThrow();
    assertThat(step.timeout(limited(name).run())).contains(limit);
  }

  @Test
  void everyOtherStepWaitsForAsLongAsItMust() {
    Set<Object> limited = Set.copyOf(limits().map(row -> row.get()[0]).toList());
    assertThat(all().filter(step -> !limited.contains(step.name())))
        .allSatisfy(step -> assertThat(step.timeout(limited(step.name()).run())).isEmpty());
  }

  @Test
  void theOutageEndsInTheGiveBackAfterItsOwnLimit() {
    Section outage =
        SECTIONS.stream()
            .filter(section -> section.deadline().isPresent())
            .findFirst()
            .orElseThrow();
    assertThat(outage.name()).isEqualTo("Outage");
    assertThat(outage.deadline().get().since()).isEqualTo(StepName.STOP_DATABASE);
    assertThat(outage.deadline().get().limit().apply(limited(StepName.STOP_DATABASE).run()))
        .isEqualTo(Duration.ofMinutes(6));
    assertThat(outage.giveBack().map(Step::name)).contains(StepName.RETURN_TO_SERVICE);
  }

  /** A spec in which no two limits are equal. */
  private static Situation limited(StepName step) {
    return Situation.at(step)
        .spec(
            spec -> {
              spec.getTimeouts().setCheckpoint("1m");
              spec.getTimeouts().setCut("2m");
              spec.getTimeouts().setSnapshotReady("3m");
              spec.getTimeouts().setStop("4m");
              spec.getTimeouts().setStart("5m");
              spec.getTimeouts().setOutage("6m");
            });
  }

  private static Stream<Step> all() {
    return SECTIONS.stream()
        .flatMap(section -> Stream.concat(section.steps().stream(), section.giveBack().stream()))
        .distinct();
  }
}
