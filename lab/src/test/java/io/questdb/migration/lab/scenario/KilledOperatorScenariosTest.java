package io.questdb.migration.lab.scenario;

import io.questdb.migration.lab.stage.Stage;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator is killed with {@code kill -9} in the middle of a step, and another one starts. */
@ExtendWith(SharedStage.class)
class KilledOperatorScenariosTest {
  private final Stage stage;

  KilledOperatorScenariosTest(Stage stage) {
    this.stage = stage;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RehearseStart",
        "EnterCheckpoint",
        "SnapshotOnline",
        "LeaveCheckpoint",
        "AttendVolume",
        "StopDatabase",
        "SealVolume",
        "SnapshotOffline",
        "SwapEdition",
        "AllowEnterprise",
        "StartDatabase",
        "VerifyData"
      })
  void theNextOneFinishes(String step) throws Exception {
    killedIn(step, "quick-start.yaml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"StartDatabase", "ConfigureAccess"})
  void theNextOneFinishesWhatIsAskedForBesides(String step) throws Exception {
    killedIn(step, "everything.yaml");
  }

  private void killedIn(String step, String example) throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.apply(example);
      play.awaitStep(step);
      // When
      stage.replaceKilledOperator();
      // Then
      play.assertMigrated();
    }
  }
}
