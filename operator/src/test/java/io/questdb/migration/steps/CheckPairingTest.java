package io.questdb.migration.steps;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.StartReport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class CheckPairingTest {

  @TestFactory
  Stream<DynamicTest> outcomes() {
    return StepTable.of(new CheckPairing())
        .asks("it looks at nothing: both versions are recorded", rehearsed("3.2.4", null))
        .row(
            "the release is known to contain the running version",
            rehearsed("3.2.4", null),
            "Complete Done")
        .row("it contains a newer one", rehearsed("3.3.0", null), "Complete Done")
        .row("it contains an older one", rehearsed("3.2.0", null), "Hold PairingRefused")
        .row("it is of another major version", rehearsed("2.2.4", null), "Hold PairingRefused")
        .row("nobody knows what it contains", rehearsed("4.0.0", null), "Hold PairingUnknown")
        .row("the spec says what it contains", rehearsed("4.0.0", "9.3.4"), "Complete Done")
        .row("the spec beats what is known", rehearsed("3.2.4", "9.3.3"), "Hold PairingRefused")
        .row("what the spec says is no version", rehearsed("3.2.4", "new"), "Hold PairingRefused")
        .says("both versions are named", rehearsed("3.2.0", null), "9.3.1", "9.3.4")
        .says(
            "the remedy is named", rehearsed("4.0.0", null), "4.0.0", "spec.enterprise.baseVersion")
        .rows();
  }

  private static Situation rehearsed(String version, String baseVersion) {
    return Situation.at(StepName.CHECK_PAIRING)
        .recorded(StepName.REHEARSE_START, new StartReport(version, "sha256:enterprise", 1))
        .spec(spec -> spec.getEnterprise().setBaseVersion(baseVersion));
  }
}
