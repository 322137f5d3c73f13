package io.questdb.migration.steps;

import static io.questdb.migration.steps.ActionText.PATCH;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.StepName;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ClaimWorkloadTest {
  private static final Situation GIVEN = Situation.at(StepName.CLAIM_WORKLOAD);

  @TestFactory
  Stream<DynamicTest> outcomes() {
    return StepTable.of(new ClaimWorkload())
        .asks("it looks at the set", GIVEN, Seen.SET)
        .row(
            "it is claimed as it was looked at",
            GIVEN.sees(Seen.SET, Seen.set()),
            "Act InProgress",
            PATCH
                + "add /metadata/annotations {}; "
                + "add /metadata/annotations/migration.questdb.io~1edition migrating; "
                + "add /metadata/annotations/migration.questdb.io~1run "
                + Originals.RUN_UID)
        .row(
            "the annotations of others are kept",
            GIVEN.sees(
                Seen.SET,
                new StatefulSetBuilder(Seen.set())
                    .editMetadata()
                    .addToAnnotations("team", "trades")
                    .endMetadata()
                    .build()),
            "Act InProgress",
            PATCH
                + "add /metadata/annotations/migration.questdb.io~1edition migrating; "
                + "add /metadata/annotations/migration.questdb.io~1run "
                + Originals.RUN_UID)
        .row("it is ours", GIVEN.sees(Seen.SET, claimedBy(Originals.RUN_UID)), "Complete Done")
        .row("another run was first", GIVEN.sees(Seen.SET, claimedBy("x")), "Hold WorkloadClaimed")
        .says("the other run is named", GIVEN.sees(Seen.SET, claimedBy("x-1")), "UID x-1")
        .rows();
  }

  private static StatefulSet claimedBy(String uid) {
    return Seen.claimed(Seen.set(), uid);
  }
}
