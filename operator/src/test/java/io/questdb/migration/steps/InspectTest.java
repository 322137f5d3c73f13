package io.questdb.migration.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Claimant;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.SnapshotClass;
import io.questdb.migration.facts.WorkloadPin;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class InspectTest {
  private static final Situation PLAIN = Situation.at(StepName.INSPECT);
  private static final Situation FINE = Inspected.inOrder(PLAIN, "plain");
  private static final Probes.ClaimedBy CLAIMED_BY = new Probes.ClaimedBy("questdb");
  private static final StatefulSet ANOTHERS =
      Seen.scaled(Seen.claimed(Seen.set(), "another"), 0, 2);

  @TestFactory
  Stream<DynamicTest> outcomes() {
    Situation all = Inspected.inOrder(Situation.at(StepName.INSPECT, "everything"), "everything");
    Situation none = Inspected.inOrder(Situation.at(StepName.INSPECT, "no backup"), "no backup");
    Situation config =
        Inspected.inOrder(Situation.at(StepName.INSPECT, "offline only"), "offline only");
    Probes.OneSecret pull = new Probes.OneSecret("pull");
    return StepTable.of(new Inspect())
        .asks(
            "it looks at the workload, its server, its Secrets and the snapshot classes",
            PLAIN,
            Inspected.WORKLOAD,
            CLAIMED_BY,
            Inspected.SERVER,
            Inspected.CLASSES,
            pull)
        .asks(
            "it looks at every Secret and at the certificate where they are asked for",
            all,
            Inspected.WORKLOAD,
            CLAIMED_BY,
            Inspected.SERVER,
            Inspected.CLASSES,
            Inspected.CERTIFICATE,
            pull,
            new Probes.OneSecret("tls"),
            new Probes.OneSecret("admin"),
            new Probes.OneSecret("ana-login"),
            new Probes.OneSecret("ingest-token"),
            new Probes.OneSecret("store"))
        .asks(
            "it looks at no snapshot class without backup",
            none,
            Inspected.WORKLOAD,
            CLAIMED_BY,
            Inspected.SERVER,
            pull)
        .row("what is in order is pinned", FINE, "Complete Done", pin("plain"))
        .row("with everything asked for too", all, "Complete Done", pin("everything"))
        .row("with server.conf in a ConfigMap too", config, "Complete Done", pin("offline only"))
        .row("without backup no class is pinned", none, "Complete Done", pin("no backup"))
        .row("there is nothing at all", PLAIN, "Hold WorkloadNotFound")
        .row(
            "another run has claimed it, and nothing else is said: the old edition must not be"
                + " started",
            FINE.sees(Inspected.WORKLOAD, Inspected.workload(ANOTHERS))
                .sees(CLAIMED_BY, new Claimant("first", true)),
            "Hold WorkloadClaimed")
        .says(
            "with what to do",
            FINE.sees(Inspected.WORKLOAD, Inspected.workload(ANOTHERS))
                .sees(CLAIMED_BY, new Claimant("first", true)),
            "QuestDBMigration first",
            "Never start open source on this volume")
        .row("the database is down", FINE.gone(Inspected.SERVER), "Hold DatabaseDown")
        .row("a Secret is missing", FINE.gone(pull), "Hold SecretNotFound")
        .row(
            "no snapshot class fits",
            FINE.sees(Inspected.CLASSES, List.of(new SnapshotClass("fast", "other", true, false))),
            "Hold SnapshotClassInvalid")
        .says(
            "the first is told, and that there are more",
            FINE.gone(pull).gone(Inspected.CLASSES),
            "Secret pull",
            "and 1 more, see status.findings")
        .rows();
  }

  @Test
  void everythingThatBlocksIsReportedAtOnce() {
    // Given
    Situation given = FINE.gone(Inspected.SERVER).gone(new Probes.OneSecret("pull"));

    // When
    Decision decision = decide(given);

    // Then
    assertThat(((Decision.Hold) decision).findings())
        .extracting(finding -> finding.reason().text())
        .containsExactly("SecretNotFound", "DatabaseDown");
  }

  @Test
  void whatOnlyWarnsIsReportedAndDoesNotBlock() {
    // Given
    Situation given = Inspected.inOrder(Situation.at(StepName.INSPECT, "no backup"), "no backup");

    // When
    Decision decision = decide(given);

    // Then
    assertThat(((Decision.Complete) decision).findings().orElseThrow())
        .extracting(Finding::severity)
        .contains(Finding.Severity.WARN)
        .doesNotContain(Finding.Severity.BLOCK);
  }

  private static Decision decide(Situation given) {
    Inspect step = new Inspect();
    return step.decide(given.world(step.probes(given.run())));
  }

  private static WorkloadPin pin(String variant) {
    return Originals.variant(variant).pin();
  }
}
