package io.questdb.migration.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.api.v1alpha1.SnapshotKind;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Planned;
import io.questdb.migration.facts.Probes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What is in a plan is told by {@code PlannedChangesTest}, what it rests on by {@code
 * PlanInputsTest}.
 */
class MakePlanTest {
  private static final Situation GIVEN =
      Inspected.planned(Situation.at(StepName.PLAN).sees(Seen.SET, Seen.set()));

  @TestFactory
  Stream<DynamicTest> outcomes() {
    Planned plan = plan(GIVEN);
    return StepTable.of(new MakePlan())
        .asks(
            "it looks at the template and at every Secret",
            GIVEN,
            Seen.SET,
            new Probes.OneSecret("pull"))
        .row("the plan is made", GIVEN, "Complete Done", plan)
        .says("its hash is told", GIVEN, plan.hash(), plan.changes().size() + " changes")
        .rows();
  }

  @Test
  void theOutageIsEstimatedFromWhatTheRehearsalsTook() {
    assertThat(plan(GIVEN).estimate()).isEqualTo(new Planned.Estimate(0.5, 1 + 0.5 + 2.5));
  }

  @Test
  void onlyTheSnapshotsThatAreAskedForAreEstimated() {
    assertThat(plan(asking(SnapshotKind.ONLINE)).estimate())
        .isEqualTo(new Planned.Estimate(0.5, 1 + 2.5));
    assertThat(plan(asking(SnapshotKind.OFFLINE)).estimate())
        .isEqualTo(new Planned.Estimate(0, 1 + 0.5 + 2.5));
  }

  @Test
  void withoutTrialSnapshotNoCutIsEstimated() {
    assertThat(plan(GIVEN.without(StepName.REHEARSE_SNAPSHOT)).estimate())
        .isEqualTo(new Planned.Estimate(0, 1 + 2.5));
  }

  private static Situation asking(SnapshotKind kind) {
    return GIVEN.spec(spec -> spec.getBackup().setSnapshots(List.of(kind)));
  }

  private static Planned plan(Situation given) {
    MakePlan step = new MakePlan();
    Decision decision = step.decide(given.world(step.probes(given.run())));
    return (Planned) ((Decision.Complete) decision).evidence().orElseThrow();
  }
}
