package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.questdb.migration.engine.StepName;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class WorkloadGuardTest {

  @TestFactory
  Stream<DynamicTest> outcomes() {
    Situation before = Situation.at(StepName.INSPECT);
    Situation prepared = Situation.at(StepName.PLAN);
    Situation committed = Situation.at(StepName.START_DATABASE);
    return StepTable.of(new WorkloadGuard())
        .asks("before anything is pinned it looks at nothing", before)
        .asks("then it looks at the set", prepared, Seen.SET)
        .row("before anything is pinned it objects to nothing", before)
        .row("the set is there", prepared.sees(Seen.SET, Seen.set()))
        .row("somebody deleted it", prepared, "Redo WorkloadChanged", "from the start")
        .row(
            "somebody made it anew",
            prepared.sees(Seen.SET, anew()),
            "Redo WorkloadChanged",
            "from the start")
        .row("Enterprise has run, and the set is there", committed.sees(Seen.SET, Seen.swapped()))
        .row("somebody deleted it after Enterprise has run", committed, "Hold WorkloadNotFound")
        .row(
            "somebody made it anew after Enterprise has run: the wire proves what it runs",
            committed.sees(Seen.SET, anew()))
        .rows();
  }

  private static StatefulSet anew() {
    return new StatefulSetBuilder(Seen.set())
        .editMetadata()
        .withUid("another")
        .endMetadata()
        .build();
  }
}
