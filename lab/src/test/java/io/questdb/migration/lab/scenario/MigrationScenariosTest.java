package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.questdb.migration.api.v1alpha1.PlanStatus;
import io.questdb.migration.api.v1alpha1.PlannedChange;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.Stage;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole migrations of a real database under load. */
@Scenarios
class MigrationScenariosTest {
  private static final String IMAGE = "spec.template.spec.containers[questdb].image";

  private final Stage stage;

  MigrationScenariosTest(Stage stage) {
    this.stage = stage;
  }

  @ParameterizedTest
  @CsvSource({
    "workload.yaml, quick-start.yaml",
    "workload-configmap.yaml, server-conf-configmap.yaml",
    "workload.yaml, everything.yaml"
  })
  void theExamplesMigrate(String workload, String example) throws Exception {
    try (Play play = Play.begin(stage, workload)) {
      // When
      play.apply(example);
      // Then
      play.assertMigrated();
      play.assertNoTemporaryPods();
      play.assertServerConfKept();
      if (!example.equals("quick-start.yaml")) {
        assertThat(play.parameter("cairo.max.uncommitted.rows")).isEqualTo("500000");
      }
      if (example.equals("everything.yaml")) {
        assertThat(play.site.anonymous().status()).isEqualTo(401);
        assertThat(play.site.serviceAccount().status()).isEqualTo(200);
        assertThat(play.site.anonymous().provesCertificate()).isTrue();
      }
    }
  }

  @Test
  void aProbeOfAListenerThatTurnsToTlsSpeaksItToo() throws Exception {
    String workload =
        Repository.example("workload.yaml")
            .replaceFirst("path: /status\n( +)port: metrics", "path: /ping\n$1port: http");
    try (Play play = Play.beginWith(stage, workload)) {
      // When
      play.apply("everything.yaml");
      // Then
      play.assertMigrated();
      PodSpec template = play.site.workload().getSpec().getTemplate().getSpec();
      HTTPGetAction asked = template.getContainers().get(0).getReadinessProbe().getHttpGet();
      assertThat(asked.getPath()).isEqualTo("/ping");
      assertThat(asked.getScheme()).isEqualTo("HTTPS");
    }
  }

  @Test
  void aServerConfFromASecretIsMergedAndTheSecretStays() throws Exception {
    String workload =
        Repository.example("workload-configmap.yaml")
            .replace("kind: ConfigMap", "kind: Secret")
            .replace("\ndata:", "\nstringData:")
            .replace("configMap:\n            name:", "secret:\n            secretName:");
    try (Play play = Play.beginWith(stage, workload)) {
      // Given
      Surroundings before = play.surroundings();
      // When
      play.apply("server-conf-configmap.yaml");
      // Then
      play.assertMigrated();
      assertThat(play.parameter("cairo.max.uncommitted.rows")).isEqualTo("500000");
      assertThat(play.surroundings().objects()).containsAll(before.objects("Secret"));
    }
  }

  @Test
  void aServerConfThatIsNowhereIsMade() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      Files.delete(play.site.volume().resolve("conf/server.conf"));
      // When
      play.apply("server-conf-configmap.yaml");
      // Then
      play.assertMigrated();
      assertThat(play.parameter("cairo.max.uncommitted.rows")).isEqualTo("500000");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "method: None | '' | NotRequested | Skipped",
        "snapshots: [Online] | online | Done | Complete",
        "snapshots: [Offline] | offline | Done | Skipped"
      })
  void onlyTheBackupsThatAreAskedForAreMade(
      String backup, String kind, String reason, String checkpoint) throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // When
      play.site.apply(Repository.example("quick-start.yaml") + "  backup: {" + backup + "}\n");
      // Then
      play.assertMigrated();
      RunState end = play.awaitEnd();
      assertThat(end.reason("BackedUp")).isEqualTo(reason);
      assertThat(end.steps())
          .filteredOn(row -> row.name().equals("EnterCheckpoint"))
          .extracting(RunState.StepState::state)
          .containsExactly(checkpoint);
      List<String> kinds = kind.isEmpty() ? List.of() : List.of(kind);
      assertThat(play.readySnapshots())
          .map(name -> name.replaceFirst("^qdbm-[0-9a-f]+-([a-z]+)-1$", "$1"))
          .isEqualTo(kinds);
    }
  }

  @Test
  void aManualApprovalStopsBeforeTheOutageAndOnlyTheRightHashGoesOn() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      Surroundings before = play.surroundings();
      // When
      play.apply("approval.yaml");
      play.awaitReason("Approved", "AwaitingApproval");
      // Then
      assertOnlyBackedUp(play, before);
      PlanStatus plan = play.site.migration().getStatus().getPlan();
      assertThat(plan.getChanges()).extracting(PlannedChange::getPath).contains(IMAGE);
      assertThat(plan.getEstimate().getOutageSeconds()).isPositive();
      assertThat(plan.getEstimate().getCheckpointSeconds()).isPositive();
      // When
      play.approve("0".repeat(64));
      play.awaitReason("Approved", "ApprovalStale");
      // Then
      assertOnlyBackedUp(play, before);
      // When
      play.approve(plan.getHash());
      // Then
      play.assertMigrated();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SnapshotOnline", "AttendVolume", "SnapshotOffline"})
  void aSuspendedRunGivesBackAndGoesOnLater(String step) throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.storage().cutDelay(Duration.ofSeconds(1));
      play.apply("quick-start.yaml");
      play.awaitStep(step);
      // When
      play.site.editMigration(migration -> migration.getSpec().setSuspend(true));
      play.site.awaitMigration("it is suspended", Play.LIMIT, MigrationScenariosTest::suspended);
      // Then
      play.site.awaitServing();
      assertThat(play.site.anonymous().edition()).isEqualTo("OSS");
      // When
      play.site.editMigration(migration -> migration.getSpec().setSuspend(false));
      // Then
      play.assertMigrated();
    }
  }

  @Test
  void aSecondMigrationOfTheSameWorkloadIsBlockedWhileTheFirstRuns() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.apply("approval.yaml");
      play.awaitReason("Approved", "AwaitingApproval");
      play.storage().failCut(Integer.MAX_VALUE);
      play.approve(play.site.migration().getStatus().getPlan().getHash());
      play.awaitStep("SnapshotOffline");
      // When
      String second = play.applySecond();
      // Then
      await()
          .atMost(Play.LIMIT)
          .until(() -> play.second().reason("Stalled").equals("WorkloadClaimed"));
      assertThat(play.second().findings())
          .filteredOn(found -> found.getReason().equals("WorkloadClaimed"))
          .singleElement()
          .satisfies(found -> assertThat(found.getRemedy()).contains("Wait for it"));
      // When
      play.storage().failCut(0);
      // Then
      play.assertMigrated();
      assertThat(play.madeBy(second)).isEmpty();
    }
  }

  @Test
  void ofTwoMigrationsOfTheSameWorkloadThatBeginTogetherOneSucceeds() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // When
      play.apply("quick-start.yaml");
      play.applySecond();
      // Then
      await()
          .atMost(Play.LIMIT)
          .until(() -> play.site.state().orElseThrow().succeeded() != play.second().succeeded());
      RunState loser = play.second().succeeded() ? play.site.state().orElseThrow() : play.second();
      assertThat(loser.condition("Stalled")).as(loser.toString()).isEqualTo("True");
      assertThat(loser.reason("Stalled"))
          .isIn("WorkloadClaimed", "CheckpointForeign", "AlreadyEnterprise", "DatabaseDown");
      play.assertServedByEnterprise();
    }
  }

  @Test
  void twoDatabasesMigrateAtTheSameTime() throws Exception {
    try (Play one = Play.begin(stage, "workload.yaml");
        Play other = Play.begin(stage, "workload.yaml")) {
      // When
      one.apply("quick-start.yaml");
      other.apply("quick-start.yaml");
      // Then
      one.assertMigrated();
      other.assertMigrated();
    }
  }

  private static void assertOnlyBackedUp(Play play, Surroundings before) {
    Surroundings now = play.surroundings();
    assertThat(now.workload()).isEqualTo(before.workload());
    Map<String, String> files = new TreeMap<>(now.files());
    files.remove(".checkpoint"); // The server keeps the directory of a checkpoint that is over.
    assertThat(files).isEqualTo(before.files());
    assertThat(now.checkpoint()).isEqualTo(before.checkpoint());
    assertThat(now.addedSince(before)).singleElement().asString().startsWith("VolumeSnapshot ");
    assertThat(before.addedSince(now)).isEmpty();
    assertThat(play.site.anonymous().edition()).isEqualTo("OSS");
  }

  private static boolean suspended(RunState state) {
    return state.reason("Reconciling").equals("Suspended")
        || state.reason("Ready").equals("Suspended");
  }
}
