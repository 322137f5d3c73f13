package io.questdb.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlannerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant EARLIER = NOW.minusSeconds(3600);
  private static final StepName FIRST = StepName.CLAIM_WORKLOAD;
  private static final StepName SECOND = StepName.STOP_DATABASE;
  private static final StepName BACK = StepName.RETURN_TO_SERVICE;
  private static final Decision DONE = FakeStep.DONE;
  private static final Decision WAIT =
      new Decision.Wait(Reason.IN_PROGRESS, "waits", Duration.ofSeconds(5));
  private static final Decision REDO = new Decision.Redo(Reason.WORKLOAD_CHANGED, "changed");
  private static final Decision HOLD = new Decision.Hold(Reason.PAIRING_UNKNOWN, "which?");
  private static final Decision FAIL = new Decision.Fail(Reason.SEAL_FAILED, "unreadable");
  private static final Decision ACT = new Decision.Act(new Plain(), Reason.IN_PROGRESS, "acts");
  private static final Decision ONCE = new Decision.Act(new Once(), Reason.IN_PROGRESS, "acts");
  private static final Decision COMMIT =
      new Decision.Act(new Allow(), Reason.IN_PROGRESS, "allows");

  private record Plain() implements Action {}

  private record Once() implements Action {
    @Override
    public boolean once() {
      return true;
    }
  }

  private record Allow() implements Action {
    @Override
    public boolean commits() {
      return true;
    }
  }

  private record Passing() implements Evidence {}

  private record Lasting() implements Evidence {
    @Override
    public boolean outlivesItsAttempt() {
      return true;
    }
  }

  private record Question(String text) implements Probe<String> {}

  private record Patient() implements Step {
    @Override
    public StepName name() {
      return FIRST;
    }

    @Override
    public Set<Probe<?>> probes(Run run) {
      return Set.of(new Question("?"));
    }

    @Override
    public Decision decide(World world) {
      return DONE;
    }

    @Override
    public Optional<Duration> patience() {
      return Optional.of(Duration.ofMinutes(1));
    }
  }

  // --- record before acting -------------------------------------------------------------------

  @Test
  void anActionIsInTheLedgerThatIsWrittenBeforeIt() {
    Plan plan = pass(section(ACT, DONE, DONE), run(Ledger.empty()));
    assertThat(plan.action()).contains(new Plain());
    assertThat(plan.ledger().row(FIRST).orElseThrow().state()).isEqualTo(StepState.RUNNING);
  }

  @Test
  void anActionThatCannotBeRepeatedHasAnOperationRowFirst() {
    Plan plan = pass(section(ONCE, DONE, DONE), run(Ledger.empty()));
    assertThat(plan.action()).contains(new Once());
    assertThat(plan.operation().orElseThrow().answer()).isEmpty();
    assertThat(plan.ledger().operations()).containsExactly(plan.operation().orElseThrow());
  }

  @Test
  void anActionThatCannotBeRepeatedIsNeverSentTwiceInOneAttempt() {
    Planner planner = section(ONCE, DONE, DONE);
    Plan again = pass(planner, run(pass(planner, run(Ledger.empty())).ledger()));
    assertThat(again.action()).isEmpty();
    assertThat(again.ledger().row(FIRST).orElseThrow().state()).isEqualTo(StepState.REDOING);
    assertThat(again.ledger().row(FIRST).orElseThrow().reason()).isEqualTo(Reason.ANSWER_LOST);
  }

  @Test
  void aLostAnswerIsGivenBackAndAskedForAnewUnderAnotherKey() {
    Planner planner = section(ONCE, DONE, DONE);
    Ledger lost = passes(planner, run(Ledger.empty()), 3);
    Plan second = pass(planner, run(lost));
    assertThat(second.operation().orElseThrow().key()).isEqualTo(FIRST.text() + "/2");
  }

  @Test
  void aLostAnswerInASectionWithoutGiveBackIsAskedForAnewToo() {
    Planner planner = new Planner(List.of(Section.of("S", Optional.empty(), step(FIRST, ONCE))));
    Ledger lost = passes(planner, run(Ledger.empty()), 2);
    assertThat(lost.attempt(FIRST)).isEqualTo(2);
    assertThat(pass(planner, run(lost)).action()).contains(new Once());
  }

  @Test
  void lostAnswersExhaustTheAttempts() {
    Ledger ledger = ledger(retried(FIRST, Planner.MAX_ATTEMPTS - 1)).with(operation(1));
    Plan plan = pass(section(ONCE, DONE, DONE), run(ledger));
    assertThat(plan.ledger().row(FIRST).orElseThrow().reason())
        .isEqualTo(Reason.ATTEMPTS_EXHAUSTED);
  }

  @Test
  void theCommitIsRecordedBeforeItIsSent() {
    Plan plan = pass(section(COMMIT, DONE, DONE), run(Ledger.empty()));
    assertThat(plan.action()).contains(new Allow());
    assertThat(plan.ledger().committedAt()).contains(NOW);
  }

  // --- one step per pass, only on what was seen -------------------------------------------------

  @Test
  void aPassDecidesOneStep() {
    Ledger after = pass(section(DONE, ACT, DONE), run(Ledger.empty())).ledger();
    assertThat(after.closed(FIRST)).isTrue();
    assertThat(after.row(SECOND)).isEmpty();
  }

  @Test
  void whatCouldNotBeSeenNeverReachesAStep() {
    FakeStep asking = asking(new Question("?"));
    Planner planner = new Planner(List.of(Section.of("S", Optional.empty(), asking)));
    World blind =
        new World(
            run(Ledger.empty()), Map.of(new Question("?"), new Observed.Unknown<>("timed out")));
    Row row = planner.plan(blind, asking).ledger().row(FIRST).orElseThrow();
    assertThat(row.reason()).isEqualTo(Reason.OBSERVATION_FAILED);
    assertThat(row.message()).isEqualTo("timed out");
  }

  static Stream<Arguments> blindness() {
    Observed<?> silence = new Observed.Unknown<String>("timed out");
    Observed<?> refusal = new Observed.Unknown<String>("may not get secrets", true);
    Instant justNow = NOW.minusSeconds(59);
    Instant longAgo = NOW.minusSeconds(61);
    return Stream.of(
        Arguments.of(silence, StepState.RUNNING, justNow, "RUNNING OBSERVATION_FAILED"),
        Arguments.of(silence, StepState.RUNNING, longAgo, "HOLDING OBSERVATION_FAILED"),
        Arguments.of(silence, StepState.HELD, longAgo, "HELD OBSERVATION_FAILED"),
        Arguments.of(refusal, StepState.RUNNING, justNow, "HOLDING NOT_CHECKED"),
        Arguments.of(refusal, StepState.PENDING, NOW, "HELD NOT_CHECKED"));
  }

  @ParameterizedTest
  @MethodSource("blindness")
  void aPersonIsCalledWhenAStepThatHasNoLimitCannotLook(
      Observed<?> seen, StepState state, Instant since, String expected) {
    // Given
    Patient step = new Patient();
    Run run = run(ledger(row(FIRST, state, 2, since)));

    // When
    Row row = planner(step).plan(seeing(run, seen), step).ledger().row(FIRST).orElseThrow();

    // Then
    assertThat(row.state() + " " + row.reason()).isEqualTo(expected);
  }

  @Test
  void everyRefusedLookIsAFinding() {
    // Given
    Patient step = new Patient();
    Map<Probe<?>, Observed<?>> seen =
        Map.of(
            new Question("1"), new Observed.Unknown<>("may not list pods", true),
            new Question("2"), new Observed.Unknown<>("may not get secrets", true),
            new Question("3"), new Observed.Unknown<>("timed out"),
            new Question("4"), new Observed.Absent<>());

    // When
    Plan plan = planner(step).plan(new World(run(Ledger.empty()), seen), step);

    // Then
    assertThat(plan.findings().orElseThrow())
        .extracting(Finding::severity, Finding::reason, Finding::message)
        .containsExactly(
            tuple(Finding.Severity.BLOCK, Reason.NOT_CHECKED, "may not get secrets"),
            tuple(Finding.Severity.BLOCK, Reason.NOT_CHECKED, "may not list pods"));
    assertThat(plan.ledger().row(FIRST).orElseThrow().message())
        .contains("may not get secrets", "and 1 more");
  }

  @Test
  void aStepThatCouldNotLookGoesOnByItselfOnceItCan() {
    // Given
    Patient step = new Patient();
    Planner planner = planner(step);
    Observed<?> refusal = new Observed.Unknown<String>("may not get secrets", true);
    Plan held = planner.plan(seeing(run(Ledger.empty()), refusal), step);

    // When
    Run later = later(held.ledger(), NOW.plus(held.again()));
    Plan plan = planner.plan(seeing(later, new Observed.Present<>("yes")), step);

    // Then
    assertThat(plan.ledger().closed(FIRST)).isTrue();
  }

  @Test
  void aProbeThatWasNotDeclaredThrows() {
    FakeStep asking = asking(new Question("?"));
    Planner planner = new Planner(List.of(Section.of("S", Optional.empty(), asking)));
    assertThatThrownBy(() -> planner.plan(new World(run(Ledger.empty()), Map.of()), asking))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("undeclared");
  }

  @Test
  void aStepThatANewerVersionInsertedBeforeACompleteOneIsSkipped() {
    Ledger ledger = ledger(row(SECOND, StepState.COMPLETE, 1, NOW));
    Row row = pass(section(ACT, DONE, DONE), run(ledger)).ledger().row(FIRST).orElseThrow();
    assertThat(row.state()).isEqualTo(StepState.SKIPPED);
    assertThat(row.reason()).isEqualTo(Reason.ADDED_LATER);
  }

  @Test
  void aLedgerOfAnotherVersionIsNotTouched() {
    Ledger strange = new Ledger(Map.of(), List.of(), Optional.empty(), Optional.of("Dance"));
    Planner planner = section(DONE, DONE, DONE);
    assertThat(planner.next(run(strange))).isEmpty();
    assertThat(planner.holds(run(strange))).isTrue();
  }

  // --- give back first --------------------------------------------------------------------------

  static Stream<Arguments> endings() {
    return Stream.of(
        Arguments.of(REDO, StepState.REDOING, StepState.PENDING),
        Arguments.of(HOLD, StepState.HOLDING, StepState.HELD),
        Arguments.of(FAIL, StepState.FAILING, StepState.FAILED));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void aSectionIsGivenBackBeforeItEnds(Decision ending, StepState during, StepState after) {
    Planner planner = section(DONE, ending, DONE);
    Ledger marked = passes(planner, run(Ledger.empty()), 2);
    assertThat(marked.row(SECOND).orElseThrow().state()).isEqualTo(during);
    assertThat(planner.next(run(marked)).orElseThrow().name()).isEqualTo(BACK);
    Ledger given = pass(planner, run(marked)).ledger();
    assertThat(given.row(SECOND).orElseThrow().state()).isEqualTo(after);
  }

  @ParameterizedTest
  @MethodSource("endings")
  void aGiveBackThatIsAlsoTheLastStepKeepsThePurpose(
      Decision ending, StepState during, StepState after) {
    // Given a last step that first asks for an ending, and then gives back in two passes
    Decision[] says = {ending, ACT, DONE};
    int[] asked = {0};
    FakeStep last = new FakeStep(BACK, Set.of(), Optional.empty(), world -> says[asked[0]++]);
    Planner planner =
        new Planner(List.of(Section.of("S", Optional.of(last), step(FIRST, DONE), last)));
    Ledger marked = passes(planner, run(Ledger.empty()), 2);
    assertThat(marked.row(BACK).orElseThrow().state()).isEqualTo(during);
    // When it has given back, then the section ends as asked and is not complete
    Ledger given = passes(planner, run(marked), 2);
    assertThat(given.row(BACK).orElseThrow().state()).isEqualTo(after);
    assertThat(given.row(BACK).orElseThrow().reason())
        .isEqualTo(after == StepState.PENDING ? Reason.PENDING : ending.reason());
  }

  @Test
  void suspendGivesTheSectionBackAndThenPauses() {
    Planner planner = section(DONE, ACT, DONE);
    Ledger begun = pass(planner, run(Ledger.empty())).ledger();
    Ledger given = passes(planner, suspended(begun), 2);
    assertThat(given.row(FIRST).orElseThrow().state()).isEqualTo(StepState.PENDING);
    Plan paused = pass(planner, suspended(given));
    assertThat(paused.ledger()).isEqualTo(given);
    assertThat(paused.action()).isEmpty();
  }

  @Test
  void deletionGivesBackAndThenStops() {
    Planner planner = section(DONE, ACT, DONE);
    Ledger begun = passes(planner, run(Ledger.empty()), 2);
    assertThat(planner.holds(run(begun))).isTrue();
    Ledger given = pass(planner, deleting(begun)).ledger();
    assertThat(planner.next(deleting(given))).isEmpty();
    assertThat(planner.holds(deleting(given))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = StepState.class,
      names = {"RUNNING", "COMPLETE"})
  void aGiveBackThatCannotGoOnIsAskedAgain(StepState first) {
    Ledger marked = ledger(row(FIRST, first, 1, NOW), row(SECOND, StepState.FAILING, 1, NOW));
    Plan plan = pass(section(DONE, DONE, HOLD), run(marked));
    assertThat(plan.again()).isEqualTo(Row.HELD_RECHECK);
    assertThat(plan.ledger().row(SECOND).orElseThrow().state()).isEqualTo(StepState.FAILING);
  }

  @ParameterizedTest
  @MethodSource("giveBacks")
  void aGiveBackThatCannotGoOnSaysThatAPersonIsNeeded(Decision decision, StepState expected) {
    Ledger marked =
        ledger(row(FIRST, StepState.COMPLETE, 1, NOW), row(SECOND, StepState.REDOING, 1, NOW));
    Row back = pass(section(DONE, DONE, decision), run(marked)).ledger().row(BACK).orElseThrow();
    assertThat(back.state()).isEqualTo(expected);
  }

  static Stream<Arguments> giveBacks() {
    return Stream.of(
        Arguments.of(HOLD, StepState.HELD),
        Arguments.of(FAIL, StepState.HELD),
        Arguments.of(WAIT, StepState.RUNNING),
        Arguments.of(ACT, StepState.RUNNING));
  }

  @ParameterizedTest
  @EnumSource(
      value = StepState.class,
      names = {"REDOING", "SUSPENDING", "HOLDING", "FAILING"})
  void aGiveBackThatWasHeldIsTakenUpWhereItWas(StepState cause) {
    // Given
    Ledger marked = ledger(row(FIRST, StepState.COMPLETE, 1, NOW), row(SECOND, cause, 1, NOW));
    Ledger held = pass(section(DONE, DONE, HOLD), run(marked)).ledger();

    // When
    Ledger given = pass(section(DONE, DONE, DONE), run(held)).ledger();

    // Then
    assertThat(given).isEqualTo(pass(section(DONE, DONE, DONE), run(marked)).ledger());
  }

  @Test
  void anotherAttemptHasNewNames() {
    Planner planner = section(DONE, REDO, DONE);
    Ledger reopened = passes(planner, run(Ledger.empty()), 3);
    assertThat(List.of(reopened.attempt(FIRST), reopened.attempt(SECOND))).containsExactly(2, 2);
  }

  @Test
  void onlyEvidenceThatOutlivesItsAttemptIsInTheNextOne() {
    // Given
    Planner planner =
        section(
            new Decision.Complete(Reason.DONE, "done", new Passing()),
            REDO,
            new Decision.Complete(Reason.DONE, "given back", new Lasting()));

    // When
    Ledger reopened = passes(planner, run(Ledger.empty()), 3);

    // Then
    assertThat(reopened.row(BACK).orElseThrow().state()).isEqualTo(StepState.PENDING);
    assertThat(reopened.evidence(Lasting.class)).isPresent();
    assertThat(reopened.evidence(Passing.class)).isEmpty();
  }

  @Test
  void aStepThatWasNotReachedIsInTheNextAttemptToo() {
    Ledger reopened = pass(section(REDO, DONE, DONE), run(Ledger.empty())).ledger();
    assertThat(reopened.attempt(SECOND)).isEqualTo(2);
  }

  @Test
  void aSectionIsNotRedoneForEver() {
    // When
    Ledger ended = endOf(section(DONE, REDO, DONE), Planner.MAX_ATTEMPTS * 4);

    // Then
    Row row = ended.row(SECOND).orElseThrow();
    assertThat(row.state()).isEqualTo(StepState.FAILED);
    assertThat(row.reason()).isEqualTo(Reason.ATTEMPTS_EXHAUSTED);
    assertThat(row.attempt()).isEqualTo(Planner.MAX_ATTEMPTS);
  }

  @Test
  void suspensionsDoNotCountAsRetries() {
    // Given
    Planner planner = section(DONE, REDO, DONE);
    Ledger ledger = Ledger.empty();
    for (int i = 0; i < Planner.MAX_ATTEMPTS; i++) {
      Ledger begun = pass(planner, run(ledger)).ledger();
      ledger = passes(planner, suspended(begun), 2);
    }
    assertThat(ledger.attempt(SECOND)).isEqualTo(1 + Planner.MAX_ATTEMPTS);

    // When
    Ledger asked = passes(planner, run(ledger), 2);

    // Then
    assertThat(asked.row(SECOND).orElseThrow().state()).isEqualTo(StepState.REDOING);
  }

  @Test
  void aFailedMigrationDoesNothingMore() {
    Ledger failed = ledger(row(FIRST, StepState.FAILED, 1, NOW));
    assertThat(section(DONE, DONE, DONE).next(run(failed))).isEmpty();
    assertThat(section(DONE, DONE, DONE).holds(run(failed))).isFalse();
  }

  // --- hold -------------------------------------------------------------------------------------

  @Test
  void aHoldIsNotDecidedAgainAtOnce() {
    Ledger held = ledger(held(NOW.minusSeconds(59)));
    assertThat(pass(section(DONE, DONE, DONE), run(held)).ledger()).isEqualTo(held);
  }

  @Test
  void aHoldThatTookNothingIsDecidedAgainEveryMinute() {
    assertThat(pauses(section(HOLD, DONE, DONE), 4))
        .extracting(Duration::toMinutes)
        .containsExactly(1L, 1L, 1L, 1L);
  }

  @Test
  void aHoldThatHadToGiveBackIsTriedAgainWithGrowingPatience() {
    assertThat(pauses(section(DONE, HOLD, DONE), 7))
        .extracting(Duration::toMinutes)
        .containsExactly(1L, 2L, 4L, 8L, 10L, 10L, 10L);
  }

  @Test
  void aHoldInTheOutageIsAnotherOutageEachTimeAndThereAreNotManyOfThem() {
    // Given
    Planner planner = limited(Optional.empty(), step(SECOND, HOLD));
    assertThat(pauses(planner, 100)).hasSize(Planner.MAX_ATTEMPTS - 1);

    // When
    Row row = endOf(planner, 100).row(SECOND).orElseThrow();

    // Then
    assertThat(row.state()).isEqualTo(StepState.FAILED);
    assertThat(row.reason()).isEqualTo(Reason.ATTEMPTS_EXHAUSTED);
    assertThat(row.message()).endsWith("last: which?");
  }

  @Test
  void aHoldBeforeTheOutageIsTriedForAsLongAsItTakes() {
    Planner planner = limited(BACK, Optional.empty(), step(FIRST, DONE), step(SECOND, HOLD));
    assertThat(pauses(planner, 100)).hasSize(100);
  }

  @Test
  void aHoldIsDecidedAgainWhenTheSpecChanges() {
    Ledger held = ledger(Row.pending(FIRST, 1, 0).heldIn(7, 0, NOW));
    Run changed = new Run("ns", "m", "uid", true, spec(false), held, false, NOW);
    assertThat(pass(section(DONE, DONE, DONE), changed).ledger().closed(FIRST)).isTrue();
  }

  @Test
  void aHoldShowsItsFindings() {
    Finding finding = new Finding("c", Finding.Severity.BLOCK, Reason.DATABASE_DOWN, "m", "r");
    Decision hold = new Decision.Hold(Reason.DATABASE_DOWN, "down", List.of(finding));
    assertThat(pass(section(hold, DONE, DONE), run(Ledger.empty())).findings())
        .contains(List.of(finding));
  }

  // --- time -------------------------------------------------------------------------------------

  static Stream<Arguments> lateDecisions() {
    return Stream.of(
        Arguments.of(WAIT, Reason.TIMED_OUT),
        Arguments.of(ACT, Reason.IN_PROGRESS),
        Arguments.of(DONE, Reason.DONE),
        Arguments.of(HOLD, Reason.PAIRING_UNKNOWN));
  }

  @ParameterizedTest
  @MethodSource("lateDecisions")
  void aStepsTimeoutTurnsOnlyAWait(Decision late, Reason expected) {
    FakeStep step = step(FIRST, late).within(Duration.ofMinutes(1));
    Planner planner = new Planner(List.of(Section.of("S", Optional.empty(), step)));
    Ledger ledger = ledger(row(FIRST, StepState.RUNNING, 1, EARLIER));
    assertThat(pass(planner, run(ledger)).ledger().row(FIRST).orElseThrow().reason())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("sectionDeadline")
  void aSectionsDeadlineEndsAllButWhatIsDone(Decision late, StepState expected) {
    Ledger ledger =
        ledger(row(FIRST, StepState.COMPLETE, 1, EARLIER), row(SECOND, StepState.RUNNING, 1, NOW));
    Planner planner = limited(Optional.empty(), step(SECOND, late));
    assertThat(pass(planner, run(ledger)).ledger().row(SECOND).orElseThrow().state())
        .isEqualTo(expected);
  }

  static Stream<Arguments> sectionDeadline() {
    return Stream.of(
        Arguments.of(WAIT, StepState.FAILING),
        Arguments.of(ACT, StepState.FAILING),
        Arguments.of(HOLD, StepState.FAILING),
        Arguments.of(DONE, StepState.COMPLETE));
  }

  // --- after the point of no return -------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("afterCommit")
  void afterTheCommitNothingIsGivenBack(Decision ending, StepState expected) {
    Ledger ledger = committed(row(SECOND, StepState.RUNNING, 1, NOW));
    Planner planner = section(DONE, ending, ACT);
    Plan plan = pass(planner, run(ledger));
    assertThat(plan.ledger().row(SECOND).orElseThrow().state()).isEqualTo(expected);
    assertThat(plan.action()).isEmpty();
    assertThat(planner.next(run(plan.ledger())).map(Step::name)).isNotEqualTo(Optional.of(BACK));
  }

  static Stream<Arguments> afterCommit() {
    return Stream.of(
        Arguments.of(FAIL, StepState.FAILED),
        Arguments.of(HOLD, StepState.HELD),
        Arguments.of(WAIT, StepState.RUNNING));
  }

  @Test
  void afterTheCommitSuspendAndDeletionAreIgnored() {
    Ledger ledger = committed(row(SECOND, StepState.RUNNING, 1, NOW));
    Planner planner = section(DONE, ACT, DONE);
    assertThat(pass(planner, suspended(ledger)).action()).contains(new Plain());
    assertThat(pass(planner, deleting(ledger)).action()).contains(new Plain());
    assertThat(planner.holds(deleting(ledger))).isTrue();
  }

  @Test
  void afterTheCommitTheDeadlineIsOver() {
    Ledger ledger = committed(row(SECOND, StepState.RUNNING, 1, EARLIER));
    Planner planner = limited(Optional.empty(), step(SECOND, ACT));
    assertThat(pass(planner, run(ledger)).action()).contains(new Plain());
  }

  // --- guard ------------------------------------------------------------------------------------

  @Test
  void anObjectionOfTheGuardTakesTheStepsPlace() {
    Ledger ledger = ledger(row(FIRST, StepState.COMPLETE, 1, NOW));
    Planner planner = limited(Optional.of(guard(REDO)), step(SECOND, ACT));
    Plan plan = pass(planner, run(ledger));
    assertThat(plan.action()).isEmpty();
    assertThat(plan.ledger().row(SECOND).orElseThrow().state()).isEqualTo(StepState.REDOING);
  }

  @Test
  void theGuardIsNotAskedWhileTheSectionIsGivenBack() {
    Ledger ledger = ledger(row(FIRST, StepState.REDOING, 1, NOW));
    Planner planner = limited(Optional.of(guard(FAIL)), step(SECOND, ACT));
    Run run = run(ledger);
    Step back = planner.next(run).orElseThrow();
    assertThat(planner.probes(run, back)).isEmpty();
    assertThat(pass(planner, run).ledger().failed()).isEmpty();
  }

  // --- construction -----------------------------------------------------------------------------

  private static FakeStep step(StepName name, Decision decision) {
    return FakeStep.of(name, decision);
  }

  private static Planner section(Decision first, Decision second, Decision back) {
    return new Planner(
        List.of(
            Section.of(
                "S", Optional.of(step(BACK, back)), step(FIRST, first), step(SECOND, second))));
  }

  /** A section with a deadline from its first step on. */
  private static Planner limited(Optional<Guard> guard, FakeStep second) {
    return limited(FIRST, guard, step(FIRST, DONE), second);
  }

  private static Planner limited(StepName since, Optional<Guard> guard, FakeStep... steps) {
    return new Planner(
        List.of(
            new Section(
                "S",
                List.of(steps),
                Optional.of(step(BACK, DONE)),
                guard,
                Optional.of(new Section.Deadline(since, run -> Duration.ofMinutes(1))))));
  }

  private static Guard guard(Decision objection) {
    return new Guard() {
      @Override
      public Set<Probe<?>> probes(Run run) {
        return Set.of(new Question("guard"));
      }

      @Override
      public Optional<Decision> objection(World world) {
        return Optional.of(objection);
      }
    };
  }

  private static Planner planner(Step step) {
    return new Planner(List.of(Section.of("S", Optional.of(step(BACK, DONE)), step)));
  }

  private static World seeing(Run run, Observed<?> answer) {
    return new World(run, Map.of(new Question("?"), answer));
  }

  private static FakeStep asking(Question question) {
    return new FakeStep(
        FIRST,
        Set.of(question),
        Optional.empty(),
        world -> world.see(question).isPresent() ? DONE : WAIT);
  }

  private static Plan pass(Planner planner, Run run) {
    Step step = planner.next(run).orElseThrow();
    Map<Probe<?>, Observed<?>> seen = new HashMap<>();
    planner.probes(run, step).forEach(probe -> seen.put(probe, new Observed.Absent<>()));
    return planner.plan(new World(run, seen), step);
  }

  private static Ledger passes(Planner planner, Run run, int count) {
    Run current = run;
    for (int i = 0; i < count; i++) {
      current = current.with(pass(planner, current).ledger());
    }
    return current.ledger();
  }

  /** The pauses between the passes of a new run, as many as that or until it is over. */
  private static List<Duration> pauses(Planner planner, int most) {
    List<Duration> pauses = new ArrayList<>();
    Run current = run(Ledger.empty());
    while (pauses.size() < most && planner.next(current).isPresent()) {
      Plan plan = pass(planner, current);
      current = later(plan.ledger(), current.now().plus(plan.again()));
      if (!plan.again().isZero()) {
        pauses.add(plan.again());
      }
    }
    return pauses;
  }

  /** The ledger of a new run that is over after so many passes at most. */
  private static Ledger endOf(Planner planner, int most) {
    Run current = run(Ledger.empty());
    for (int i = 0; i < most && planner.next(current).isPresent(); i++) {
      Plan plan = pass(planner, current);
      current = later(plan.ledger(), current.now().plus(plan.again()));
    }
    assertThat(planner.next(current)).isEmpty();
    return current.ledger();
  }

  private static Run later(Ledger ledger, Instant now) {
    return new Run("ns", "m", "uid", false, spec(false), ledger, false, now);
  }

  private static Run run(Ledger ledger) {
    return later(ledger, NOW);
  }

  private static Run suspended(Ledger ledger) {
    return new Run("ns", "m", "uid", false, spec(true), ledger, false, NOW);
  }

  private static Run deleting(Ledger ledger) {
    return new Run("ns", "m", "uid", false, spec(false), ledger, true, NOW);
  }

  private static QuestDBMigrationSpec spec(boolean suspend) {
    QuestDBMigrationSpec spec = new QuestDBMigrationSpec();
    spec.setSuspend(suspend);
    return spec;
  }

  private static Ledger ledger(Row... rows) {
    Ledger ledger = Ledger.empty();
    for (Row row : rows) {
      ledger = ledger.with(row);
    }
    return ledger;
  }

  private static Ledger committed(Row second) {
    return ledger(row(FIRST, StepState.COMPLETE, 1, EARLIER), second).committed(EARLIER);
  }

  private static Row row(StepName step, StepState state, int attempt, Instant startedAt) {
    return new Row(
        step,
        state,
        attempt,
        0,
        Reason.IN_PROGRESS,
        "",
        Optional.of(startedAt),
        Optional.empty(),
        Optional.empty());
  }

  private static Row retried(StepName step, int retries) {
    return Row.pending(step, 1, retries).decided(StepState.RUNNING, WAIT, NOW);
  }

  private static Row held(Instant at) {
    return Row.pending(FIRST, 1, 0).decided(StepState.HELD, HOLD, at);
  }

  private static Operation operation(int attempt) {
    return new Operation(FIRST.text() + "/" + attempt, FIRST, NOW, Optional.empty());
  }
}
