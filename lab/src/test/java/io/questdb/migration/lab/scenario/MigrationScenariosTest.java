package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole migrations of a real database under load. */
@ExtendWith(SharedStage.class)
class MigrationScenariosTest {
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
      if (example.equals("everything.yaml")) {
        assertThat(play.site.anonymous().status()).isEqualTo(401);
        assertThat(play.site.serviceAccount().status()).isEqualTo(200);
        assertThat(play.site.anonymous().provesCertificate()).isTrue();
      }
    }
  }

  @Test
  void aManualApprovalStopsBeforeTheOutageAndOnlyTheRightHashGoesOn() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.apply("approval.yaml");
      play.site.awaitMigration(
          "approval is asked for",
          Play.LIMIT,
          state -> state.reason("Approved").equals("AwaitingApproval"));
      assertThat(play.site.anonymous().edition()).isEqualTo("OSS");
      // When
      approve(play, "0".repeat(64));
      // Then
      play.site.awaitMigration(
          "the stale hash is refused",
          Play.LIMIT,
          state -> state.reason("Approved").equals("ApprovalStale"));
      assertThat(play.site.workload().getSpec().getReplicas()).isEqualTo(1);
      // When
      approve(play, play.site.migration().getStatus().getPlan().getHash());
      // Then
      play.assertMigrated();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SnapshotOnline", "AttendVolume", "SnapshotOffline"})
  void aSuspendedRunGivesBackAndGoesOnLater(String step) throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RehearseStart",
        "EnterCheckpoint",
        "SnapshotOnline",
        "LeaveCheckpoint",
        "StopDatabase",
        "SealVolume",
        "SnapshotOffline",
        "SwapEdition",
        "AllowEnterprise",
        "StartDatabase",
        "VerifyData"
      })
  void anOperatorThatIsKilledInAStepIsFollowedByOneThatFinishes(String step) throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.apply("quick-start.yaml");
      play.awaitStep(step);
      // When
      stage.replaceKilledOperator();
      // Then
      play.assertMigrated();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SnapshotOnline", "StopDatabase", "SwapEdition"})
  void deletionBeforeThePointOfNoReturnGivesTheOldDatabaseBack(String step) throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.apply("quick-start.yaml");
      play.awaitStep(step);
      // When
      play.site.deleteMigration();
      // Then
      play.site.awaitMigrationGone(Play.LIMIT);
      play.assertUntouched();
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

  private static boolean suspended(RunState state) {
    return state.reason("Reconciling").equals("Suspended")
        || state.reason("Ready").equals("Suspended");
  }

  private static void approve(Play play, String hash) {
    play.site.editMigration(migration -> migration.getSpec().getApproval().setPlanHash(hash));
  }
}
