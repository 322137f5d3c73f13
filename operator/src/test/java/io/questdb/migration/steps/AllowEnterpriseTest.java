package io.questdb.migration.steps;

import static io.questdb.migration.steps.ActionText.PATCH;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.TemporaryPod;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class AllowEnterpriseTest {
  private static final String NAME = "qdbm-11111111-attend-1";
  private static final Probes.OurPod POD = new Probes.OurPod(NAME);
  private static final Situation GIVEN =
      Situation.at(StepName.ALLOW_ENTERPRISE)
          .sees(Seen.CLAIM, Seen.claim())
          .sees(Seen.SET, Seen.swapped());

  @TestFactory
  Stream<DynamicTest> outcomes() {
    TemporaryPod fence = Seen.beside(NAME, "Running", Seen.running("attend", false));
    String allow = "allow Enterprise: " + PATCH + "test /spec/replicas 0; replace /spec/replicas 1";
    return StepTable.of(new AllowEnterprise())
        .asks("it looks at the set, the claim and the fence", GIVEN, Seen.SET, Seen.CLAIM, POD)
        .row(
            "the fence is lifted first",
            GIVEN.sees(POD, fence),
            "Act InProgress",
            "delete Pod " + NAME + " beside")
        .row(
            "its end is ordered, which is enough",
            GIVEN.sees(POD, Seen.terminating(fence)),
            "Act InProgress",
            allow)
        .row(
            "somebody deletes the claim: the fence keeps it",
            GIVEN.sees(POD, fence).sees(Seen.CLAIM, Seen.doomedClaim()),
            "Hold VolumeUnsupported")
        .row(
            "the claim is another one",
            GIVEN.sees(Seen.CLAIM, Seen.anotherClaim()),
            "Hold VolumeUnsupported")
        .row("it is lifted", GIVEN, "Act InProgress", allow)
        .row(
            "Enterprise is allowed",
            GIVEN.sees(Seen.SET, Seen.scaled(Seen.swapped(), 1, 4)),
            "Complete Done")
        .row(
            "somebody scaled to another number",
            GIVEN.sees(Seen.SET, Seen.scaled(Seen.swapped(), 3, 4)),
            "Act InProgress",
            allow)
        .row(
            "somebody took the template back",
            GIVEN.sees(Seen.SET, Seen.stopped()),
            "Hold WorkloadChanged")
        .row(
            "somebody took the template back and scaled up",
            GIVEN.sees(Seen.SET, Seen.scaled(Seen.stopped(), 1, 4)),
            "Hold WorkloadChanged")
        .says(
            "the remedy is named",
            GIVEN.sees(Seen.SET, Seen.stopped()),
            "StatefulSet questdb",
            "put the template back")
        .rows();
  }
}
