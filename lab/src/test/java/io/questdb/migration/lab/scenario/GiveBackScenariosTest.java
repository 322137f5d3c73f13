package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.questdb.migration.change.TemporaryPods;
import io.questdb.migration.lab.node.Images;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.Site;
import io.questdb.migration.lab.stage.Stage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong before the point of no return ends with the old database, as it was. */
@Scenarios
class GiveBackScenariosTest {
  private static final String DATABASE = Site.NAME + "-0";

  private final Stage stage;

  GiveBackScenariosTest(Stage stage) {
    this.stage = stage;
  }

  @ParameterizedTest
  @ValueSource(strings = {"SnapshotOnline", "StopDatabase"})
  void deletionGivesTheOldDatabaseBack(String step) throws Exception {
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
  void deletionTakesTheEnterpriseTemplateBack() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.apply("quick-start.yaml");
      play.stopAtTheFence();
      assertThat(template(play)).contains(Images.ENTERPRISE);
      // When
      play.site.deleteMigration();
      await().atMost(Play.LIMIT).until(() -> !template(play).contains(Images.ENTERPRISE));
      play.refuseNothing();
      // Then
      play.site.awaitMigrationGone(Play.LIMIT);
      play.assertUntouched();
    }
  }

  @Test
  void aSwapThatIsStuckBehindTheFenceIsUndoneWhenTheOutageIsTooLong() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.site.apply(Repository.example("quick-start.yaml") + "  timeouts: {outage: 15s}\n");
      play.stopAtTheFence();
      // When
      play.site.awaitMigration(
          "the outage is too long",
          Play.LIMIT,
          state -> state.steps().stream().anyMatch(row -> row.state().equals("Failing")));
      play.refuseNothing();
      // Then
      assertFailed(play, "TimedOut", "AllowEnterprise: Outage took longer than 15s");
    }
  }

  static Arguments[] storages() {
    Consumer<Play> fails = play -> play.storage().failCut(Integer.MAX_VALUE);
    Consumer<Play> hangs = play -> play.storage().cutDelay(Play.LIMIT);
    return new Arguments[] {
      Arguments.of("fails", fails, "the lab was told to fail this cut"),
      Arguments.of("hangs", hangs, "is not cut within")
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("storages")
  void anOfflineSnapshotThatIsNotCutEndsTheOutage(
      String what, Consumer<Play> storage, String message) throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.site.apply(Repository.example("approval.yaml") + "  timeouts: {cut: 2m}\n");
      play.awaitReason("Approved", "AwaitingApproval");
      storage.accept(play);
      // When
      play.site.editMigration(
          migration -> {
            migration.getSpec().getTimeouts().setCut("3s");
            migration
                .getSpec()
                .getApproval()
                .setPlanHash(migration.getStatus().getPlan().getHash());
          });
      // Then
      assertFailed(play, "TimedOut", message);
      assertThat(play.readySnapshots()).allMatch(name -> name.contains("-online-"));
    }
  }

  @Test
  void anAttendingPodThatDiesInTheOutageEndsIt() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.holdTermination(DATABASE);
      play.apply("quick-start.yaml");
      play.awaitStep("StopDatabase");
      // When
      stage
          .cluster()
          .killContainer(play.site.namespace(), play.attendingPod(), TemporaryPods.ATTEND);
      play.letGo(DATABASE);
      // Then
      RunState state = play.awaitReason("Stalled", "TemporaryPodFailed");
      play.site.awaitServing();
      assertThat(play.site.anonymous().edition()).isEqualTo("OSS");
      assertThat(state.message("Stalled")).contains("SealVolume", "attend");
      // When
      play.site.deleteMigration();
      // Then
      play.site.awaitMigrationGone(Play.LIMIT);
      play.assertUntouched();
    }
  }

  @Test
  void anAttendingPodThatIsRemovedInTheOutageIsReplacedInAnotherOne() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.holdTermination(DATABASE);
      play.apply("quick-start.yaml");
      play.awaitStep("StopDatabase");
      // When
      stage
          .cluster()
          .client()
          .pods()
          .inNamespace(play.site.namespace())
          .withName(play.attendingPod())
          .delete();
      play.letGo(DATABASE);
      // Then
      play.assertMigrated();
      assertThat(play.attempt("StopDatabase")).isEqualTo(2);
    }
  }

  @Test
  void anImageThatIsEditedInTheOutageIsRehearsedBeforeAnotherOne() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.holdTermination(DATABASE);
      play.apply("quick-start.yaml");
      play.awaitStep("StopDatabase");
      // When
      play.site.editMigration(
          migration -> migration.getSpec().getEnterprise().setImage("example.com/nowhere:1"));
      play.site.awaitMigration(
          "the outage is given back",
          Play.LIMIT,
          state -> state.steps().stream().anyMatch(row -> row.state().equals("Redoing")));
      play.letGo(DATABASE);
      // Then
      RunState state = play.awaitReason("Stalled", "ImagePullFailed");
      assertThat(state.message("Stalled")).contains("RehearseStart");
      assertThat(play.attempt("StopDatabase")).isGreaterThan(1);
      // When
      play.site.deleteMigration();
      // Then
      play.site.awaitMigrationGone(Play.LIMIT);
      play.assertUntouched();
    }
  }

  @Test
  void aDatabaseThatIsKilledInTheCheckpointIsPutIntoItAgain() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.apply("quick-start.yaml");
      play.awaitStep("RehearseChange");
      play.storage().failCut(Integer.MAX_VALUE);
      play.awaitStep("SnapshotOnline");
      // When
      stage.cluster().killDatabase(play.site.namespace(), DATABASE);
      play.storage().failCut(0);
      // Then
      play.assertMigrated();
      assertThat(play.attempt("SnapshotOnline")).isEqualTo(2);
      assertThat(play.readySnapshots()).hasSize(2).noneMatch(name -> name.endsWith("-online-1"));
    }
  }

  private static String template(Play play) {
    return play.site.workload().getSpec().getTemplate().toString();
  }

  /** It has ended with this reason, and the old database is back without anybody's help. */
  private static void assertFailed(Play play, String reason, String message) throws Exception {
    RunState end = play.awaitEnd();
    assertThat(end.condition("Succeeded")).as(end.toString()).isEqualTo("False");
    assertThat(end.reason("Stalled")).isEqualTo(reason);
    assertThat(end.message("Succeeded")).contains(message);
    assertThat(play.site.migration().getStatus().getOutage().getSeconds()).isPositive();
    play.assertUntouched();
  }
}
