package io.questdb.migration.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.SecretFacts;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What exactly a plan rests on is told by {@link PlanInputsTest}. */
class RecheckTest {
  private static final Probes.OneSecret PULL = new Probes.OneSecret("pull");
  private static final Situation PLANNED =
      Inspected.planned(
          Inspected.inOrder(Situation.at(StepName.RECHECK), "plain").sees(Seen.SET, Seen.set()));

  @TestFactory
  Stream<DynamicTest> outcomes() {
    SecretFacts pull = Originals.SECRETS.get("pull");
    SecretFacts edited =
        new SecretFacts(pull.name(), pull.uid(), "2", pull.type(), pull.keys(), "");
    return StepTable.of(new Recheck())
        .row("everything is as planned", PLANNED, "Complete Done")
        .row("a check blocks by now", PLANNED.gone(PULL), "Hold SecretNotFound")
        .row("the database is down", PLANNED.gone(Inspected.SERVER), "Hold DatabaseDown")
        .row("somebody deleted the set", PLANNED.gone(Inspected.WORKLOAD), "Hold WorkloadNotFound")
        .row(
            "a Secret was edited", PLANNED.sees(PULL, edited), "Redo PlanChanged", "from the start")
        .row(
            "the template was edited",
            PLANNED.sees(Seen.SET, Seen.swapped()),
            "Redo PlanChanged",
            "from the start")
        .row(
            "the pod was restarted: nobody knows what it now runs",
            PLANNED.sees(Inspected.WORKLOAD, Inspected.restarted("pod-2")),
            "Redo PlanChanged",
            "from the start")
        .row(
            "the spec was edited",
            PLANNED.spec(spec -> spec.getEnterprise().setImage("x:1")),
            "Redo PlanChanged",
            "from the start")
        .row(
            "only when to act was edited",
            PLANNED.spec(spec -> spec.getTimeouts().setOutage("1h")),
            "Complete Done")
        .rows();
  }

  @Test
  void itLooksAtEverythingThatInspectDoesAndThatThePlanRestsOn() {
    Set<Probe<?>> expected = new HashSet<>(new Inspect().probes(PLANNED.run()));
    expected.addAll(PlanInputs.probes(PLANNED.run()));
    assertThat(new Recheck().probes(PLANNED.run())).isEqualTo(expected);
  }
}
