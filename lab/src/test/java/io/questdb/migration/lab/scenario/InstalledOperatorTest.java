package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.questdb.migration.api.v1alpha1.StepStatus;
import io.questdb.migration.change.Labels;
import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.node.Images;
import io.questdb.migration.lab.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Migrations by an operator that Helm installed, with the rights and the token of its pod. */
@Scenarios
@OnlyOn(cluster = ClusterKind.NODE, reason = "only a real node runs the image")
class InstalledOperatorTest {
  private static final String REPORTER = "migration.questdb.io/" + Labels.FIELD_MANAGER;

  private final Stage stage;

  InstalledOperatorTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void itMigratesFromANamespaceOfRestrictedPods() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml");
        InstalledOperator operator = InstalledOperator.install(play, 1)) {
      // Given
      assertThatThrownBy(() -> createUnrestrictedPod(operator.namespace()))
          .hasMessageContaining("violates PodSecurity");
      // When
      play.apply("everything.yaml");
      // Then
      play.assertMigrated();
      play.assertNoTemporaryPods();
      assertThat(play.site.serviceAccount().status()).isEqualTo(200);
      assertThat(operator.log()).doesNotContainIgnoringCase("forbidden").doesNotContain("ERROR");
    }
  }

  @Test
  void aPodThatIsDeletedAgainAndAgainDoesNothingTwice() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml");
        InstalledOperator operator = InstalledOperator.install(play, 1)) {
      // Given
      play.storage().cutDelay(Duration.ofSeconds(2));
      play.apply("everything.yaml");
      for (String step :
          List.of(
              "RehearseStart",
              "SnapshotOnline",
              "StopDatabase",
              "SnapshotOffline",
              "ConfigureAccess")) {
        play.awaitStep(step);
        // When
        operator.deletePod();
      }
      // Then
      play.assertMigrated();
      assertThat(play.site.serviceAccount().status()).isEqualTo(200);
      assertNothingWasDoneTwice(play);
      assertThat(play.readySnapshots())
          .map(name -> name.replaceFirst("^qdbm-[0-9a-f]+-", ""))
          .containsExactlyInAnyOrder("online-1", "offline-1");
      assertThat(reporters(play)).hasSizeGreaterThan(2).doesNotHaveDuplicates();
    }
  }

  @Test
  void helmUpgradesItDuringTheOutage() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml");
        InstalledOperator operator = InstalledOperator.install(play, 1)) {
      // Given
      play.apply("quick-start.yaml");
      play.awaitStep("StopDatabase");
      play.storage().hang(true); // the outage lasts until both have worked in it
      // When
      operator.upgrade("logLevel", "DEBUG");
      operator.awaitReady();
      play.storage().hang(false);
      // Then
      play.assertMigrated();
      assertNothingWasDoneTwice(play);
      assertThat(operator.pods())
          .singleElement()
          .satisfies(pod -> assertThat(logLevel(pod)).isEqualTo("DEBUG"))
          .extracting(pod -> pod.getMetadata().getName())
          .isEqualTo(reporters(play).get(1));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"deleted, false", "deleted by force, true"})
  void anotherReplicaFinishesWhatTheLeaderBegan(String how, boolean forced) throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml");
        InstalledOperator operator = InstalledOperator.install(play, 2)) {
      // Given
      play.apply("quick-start.yaml");
      play.awaitStep("StopDatabase");
      String leader = operator.leaders().get(0);
      // When
      operator.delete(leader, forced);
      // Then
      play.assertMigrated();
      assertNothingWasDoneTwice(play);
      // On a machine that is too busy to renew the Lease in time, it changes hands more than once.
      List<String> reporters = reporters(play);
      assertThat(reporters).startsWith(leader).hasSizeGreaterThan(1);
      assertThat(reporters.subList(1, reporters.size())).doesNotContain(leader);
      assertThat(operator.leaders()).containsSubsequence(reporters);
    }
  }

  /** One attempt of everything, one new template, nothing left. */
  private void assertNothingWasDoneTwice(Play play) {
    assertThat(play.site.migration().getStatus().getSteps())
        .extracting(StepStatus::getAttempt)
        .containsOnly(1);
    assertThat(
            stage
                .cluster()
                .client()
                .resources(ControllerRevision.class)
                .inNamespace(play.site.namespace())
                .list()
                .getItems())
        .hasSize(2);
    play.assertNoTemporaryPods();
  }

  /** The pods whose events about the migration follow each other, each named at every change. */
  private List<String> reporters(Play play) {
    List<Event> events =
        stage
            .cluster()
            .client()
            .resources(Event.class)
            .inNamespace(play.site.namespace())
            .list()
            .getItems()
            .stream()
            .filter(event -> REPORTER.equals(event.getReportingController()))
            .sorted(Comparator.comparing(event -> event.getEventTime().getTime()))
            .toList();
    List<String> reporters = new ArrayList<>();
    for (Event event : events) {
      String pod = event.getReportingInstance();
      if (reporters.isEmpty() || !reporters.get(reporters.size() - 1).equals(pod)) {
        reporters.add(pod);
      }
    }
    return reporters;
  }

  private void createUnrestrictedPod(String namespace) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("unrestricted")
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("operator")
            .withImage(Images.OPERATOR)
            .endContainer()
            .endSpec()
            .build();
    stage.cluster().client().resource(pod).create();
  }

  private static String logLevel(Pod pod) {
    return pod.getSpec().getContainers().get(0).getEnv().stream()
        .filter(variable -> variable.getName().equals("LOG_LEVEL"))
        .map(EnvVar::getValue)
        .findFirst()
        .orElseThrow();
  }
}
