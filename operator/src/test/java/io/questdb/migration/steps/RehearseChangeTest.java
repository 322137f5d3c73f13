package io.questdb.migration.steps;

import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.DryRun;
import io.questdb.migration.facts.EnterpriseDryRun;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Staged;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RehearseChangeTest {
  private static final DryRun YES = new DryRun(true, "");
  private static final DryRun NO = new DryRun(false, "denied by policy");
  private static final Situation GIVEN = Situation.at(StepName.REHEARSE_CHANGE);
  private static final Probes.EnterpriseChange CHANGE =
      new Probes.EnterpriseChange(
          GIVEN.run().spec(),
          Originals.variant("plain").pin(),
          new Staged(ConfigSource.Kind.VOLUME, "server.conf.qdbm-11111111-1", ""),
          "qdbm-11111111-dry-run-1");

  @TestFactory
  Stream<DynamicTest> outcomes() {
    return StepTable.of(new RehearseChange())
        .asks("it asks for one answer to patch and pod", GIVEN, CHANGE)
        .row("both are accepted", answer(YES, YES), "Complete Done")
        .row("the patch is refused", answer(NO, YES), "Hold ChangeRefused")
        .row("the pod is refused", answer(YES, NO), "Hold ChangeRefused")
        .row("somebody deleted the set", GIVEN, "Hold WorkloadNotFound")
        .says(
            "the policy's words are told",
            answer(YES, NO),
            "pod",
            "denied by policy",
            "allow the change")
        .rows();
  }

  private static Situation answer(DryRun patch, DryRun pod) {
    return GIVEN.sees(CHANGE, new EnterpriseDryRun(patch, pod));
  }
}
