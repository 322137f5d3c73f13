package io.questdb.migration.steps;

import static io.questdb.migration.steps.ActionText.PATCH;

import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Stopped;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class StopDatabaseTest {
  private static final Situation RUNNING =
      Situation.at(StepName.STOP_DATABASE)
          .sees(Seen.SET, Seen.claimed(Seen.set(), Originals.RUN_UID))
          .sees(Seen.POD, Seen.pod("pod-1"));
  private static final Situation SCALED = RUNNING.sees(Seen.SET, Seen.stopped());

  @TestFactory
  Stream<DynamicTest> outcomes() {
    Situation down = SCALED.gone(Seen.POD);
    Stopped stopped = new Stopped(Recorded.STOPPED, Situation.BEGUN, Situation.NOW);
    return StepTable.of(new StopDatabase())
        .asks("it looks at set, pod and claim", RUNNING, Seen.SET, Seen.POD, Seen.PODS_ON_CLAIM)
        .row("it scales to 0", RUNNING, "Act InProgress", PATCH + "replace /spec/replicas 0")
        .row(
            "it scales to 0 whether there is a pod or not",
            RUNNING.gone(Seen.POD),
            "Act InProgress",
            PATCH + "replace /spec/replicas 0")
        .row("the pod is stopping", SCALED, "Wait InProgress")
        .row(
            "another pod uses the claim",
            down.sees(Seen.PODS_ON_CLAIM, List.of(Seen.stranger("backup"))),
            "Wait VolumeShared")
        .row(
            "only our own pod uses it",
            down.sees(Seen.PODS_ON_CLAIM, List.of(Seen.ours("attend"))),
            "Complete Done",
            stopped)
        .row("nothing is left", down, "Complete Done", stopped)
        .says(
            "the other pod is named",
            down.sees(Seen.PODS_ON_CLAIM, List.of(Seen.stranger("backup"))),
            "backup")
        .rows();
  }
}
