package io.questdb.migration.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Condition;
import io.questdb.migration.api.v1alpha1.AccessMode;
import io.questdb.migration.api.v1alpha1.ApprovalPolicy;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.OfflineSnapshot;
import io.questdb.migration.facts.OnlineSnapshot;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConditionsTest {
  private static final List<StepName> STEPS =
      Arrays.stream(StepName.values()).filter(step -> step != StepName.RETURN_TO_SERVICE).toList();

  /** Kubernetes API: meta/v1 Condition. */
  private static final int MOST_CONDITION_MESSAGE = 32_768;

  private final Conditions conditions = new Conditions(STEPS);

  @Test
  void allAreThereFromTheFirstWriteInAnOrderThatNeverChanges() {
    assertThat(of(Ledger.empty()))
        .extracting(Condition::getType)
        .containsExactly(
            "Ready",
            "Succeeded",
            "Reconciling",
            "Stalled",
            "Inspected",
            "Rehearsed",
            "Planned",
            "Approved",
            "BackedUp",
            "EditionSwapped",
            "TLSEnabled",
            "AccessConfigured",
            "ReplicationEnabled",
            "DataVerified");
  }

  @Test
  void aConditionWhoseLastStepWasSkippedTellsWhatWasDone() {
    List<Condition> now =
        of(
            Scene.ledger(
                Scene.row(StepName.SNAPSHOT_ONLINE, StepState.COMPLETE, Reason.IN_PROGRESS),
                Scene.row(StepName.AWAIT_BACKUP, StepState.COMPLETE, Reason.DONE),
                Scene.row(StepName.SNAPSHOT_OFFLINE, StepState.SKIPPED, Reason.NOT_REQUESTED)));

    assertThat(now)
        .filteredOn(condition -> condition.getType().equals("BackedUp"))
        .extracting(Condition::getStatus, Condition::getReason)
        .containsExactly(tuple("True", "Done"));
  }

  @ParameterizedTest
  @EnumSource(StepState.class)
  void everyConditionHasAReasonAndTheGeneration(StepState state) {
    for (StepName step : StepName.values()) {
      assertThat(of(Scene.ledger(Scene.row(step, state))))
          .allSatisfy(
              condition -> {
                assertThat(condition.getReason()).isNotEmpty();
                assertThat(condition.getMessage()).isNotNull();
                assertThat(condition.getLastTransitionTime()).isNotEmpty();
                assertThat(condition.getObservedGeneration()).isEqualTo(3);
              });
    }
  }

  @ParameterizedTest
  @CsvSource({
    // state of Inspect, Ready, Succeeded, Reconciling, Stalled, Inspected
    "RUNNING, False, Unknown, True, False, Unknown",
    "COMPLETE, False, Unknown, True, False, True",
    "HELD, False, Unknown, False, True, False",
    "HOLDING, False, Unknown, False, True, False",
    "FAILED, False, False, False, True, False",
    "REDOING, False, Unknown, True, False, Unknown"
  })
  void theStateOfAStepIsToldInWordsOfKubernetes(
      StepState state,
      String ready,
      String succeeded,
      String reconciling,
      String stalled,
      String inspected) {
    List<Condition> now = of(Scene.ledger(Scene.row(StepName.INSPECT, state)));
    assertThat(
            Stream.of("Ready", "Succeeded", "Reconciling", "Stalled", "Inspected")
                .map(type -> status(now, type)))
        .containsExactly(ready, succeeded, reconciling, stalled, inspected);
  }

  @Test
  void aDeletedResourceSaysWhatItStillGivesBack() {
    Ledger ledger =
        Scene.ledger(
            Scene.row(StepName.ATTEND_VOLUME, StepState.COMPLETE),
            Scene.row(StepName.STOP_DATABASE, StepState.RUNNING),
            Scene.row(StepName.RETURN_TO_SERVICE, StepState.RUNNING));
    List<Condition> now = conditions.of(Scene.deleting(ledger), 3, List.of());
    assertThat(Stream.of("Ready", "Succeeded", "Reconciling").map(type -> named(now, type)))
        .allSatisfy(condition -> assertThat(condition.getReason()).isEqualTo("Deleting"));
    assertThat(status(now, "Reconciling")).isEqualTo("True");
    assertThat(named(now, "Ready").getMessage()).contains("what ReturnToService says");
  }

  @ParameterizedTest
  @CsvSource({
    // the cause of the give-back, whether the resource is deleted
    "REDOING, false",
    "SUSPENDING, false",
    "HOLDING, false",
    "FAILING, false",
    "REDOING, true",
    "HOLDING, true",
    "RUNNING, true"
  })
  void aGiveBackThatWaitsForAPersonIsStalledWhateverItGivesBackFor(
      StepState cause, boolean deleting) {
    Ledger ledger =
        Scene.ledger(
            Scene.row(StepName.SWAP_EDITION, cause),
            Scene.row(StepName.RETURN_TO_SERVICE, StepState.HELD, Reason.ENTERPRISE_STARTED));
    List<Condition> now =
        conditions.of(deleting ? Scene.deleting(ledger) : Scene.run(ledger), 3, List.of());
    assertThat(status(now, "Stalled")).isEqualTo("True");
    assertThat(named(now, "Stalled").getReason()).isEqualTo("EnterpriseStarted");
    assertThat(named(now, "Stalled").getMessage()).contains("what ReturnToService says");
    assertThat(status(now, "Reconciling")).isEqualTo("False");
  }

  @Test
  void aHoldThatADeletedResourceGivesBackIsNotStalled() {
    Ledger ledger =
        Scene.ledger(
            Scene.row(StepName.SWAP_EDITION, StepState.HOLDING),
            Scene.row(StepName.RETURN_TO_SERVICE, StepState.RUNNING));
    List<Condition> now = conditions.of(Scene.deleting(ledger), 3, List.of());
    assertThat(named(now, "Stalled").getReason()).isEqualTo("Deleting");
    assertThat(status(now, "Stalled")).isEqualTo("False");
  }

  @Test
  void afterThePointOfNoReturnADeletedResourceGoesOnAsBefore() {
    Ledger committed = committed(Scene.ledger(Scene.row(StepName.VERIFY_DATA, StepState.RUNNING)));
    List<Condition> now = conditions.of(Scene.deleting(committed), 3, List.of());
    assertThat(named(now, "Ready").getReason()).isEqualTo("InProgress");
  }

  @ParameterizedTest
  @CsvSource({
    // after the point of no return, how long the step has run, Stalled, Reconciling, reason
    "true, 61, True, False, ActionFailed",
    "true, 59, False, True, InProgress",
    "false, 61, False, True, InProgress"
  })
  void aLastingRefusalIsStalledOnceNothingIsGivenBackAnyMore(
      boolean committed, long seconds, String stalled, String reconciling, String reason) {
    // Given
    Ledger refused =
        Scene.ledger(
            Scene.row(StepName.ALLOW_ENTERPRISE, StepState.COMPLETE),
            Scene.row(StepName.CONFIGURE_ACCESS, StepState.RUNNING, Reason.ACTION_FAILED));
    Run run = Scene.after(Duration.ofSeconds(seconds), committed ? committed(refused) : refused);

    // When
    List<Condition> now = conditions.of(run, 3, List.of());

    // Then
    assertThat(status(now, "Stalled")).isEqualTo(stalled);
    assertThat(status(now, "Reconciling")).isEqualTo(reconciling);
    assertThat(named(now, "Stalled").getReason()).isEqualTo(reason);
    assertThat(named(now, "Stalled").getMessage())
        .startsWith("ConfigureAccess: what ConfigureAccess says");
  }

  @ParameterizedTest
  @CsvSource({"FAILED, Failed", "HELD, NotServing"})
  void afterThePointOfNoReturnItSaysWhatIsKeptAndWhereTheWayBackIs(StepState state, String said) {
    // Given
    Ledger ledger =
        committed(
            Scene.ledger(
                Scene.row(
                    StepName.SNAPSHOT_ONLINE,
                    StepState.COMPLETE,
                    new OnlineSnapshot("qdbm-run-uid-online-1", "u", "h", Scene.NOW, Scene.NOW)),
                Scene.row(
                    StepName.SNAPSHOT_OFFLINE,
                    StepState.COMPLETE,
                    new OfflineSnapshot("qdbm-run-uid-offline-1", "u", "h", Scene.NOW, true, 1)),
                Scene.row(StepName.START_DATABASE, state, Reason.NOT_SERVING)));

    // When
    List<Condition> now = of(ledger);

    // Then
    assertThat(named(now, "Succeeded").getReason()).isEqualTo(said);
    assertThat(Stream.of("Ready", "Succeeded", "Stalled").map(type -> named(now, type)))
        .allSatisfy(
            condition ->
                assertThat(condition.getMessage())
                    .startsWith("StartDatabase: what StartDatabase says")
                    .contains(
                        "2026-11-24T10:00:00Z",
                        "VolumeSnapshot qdbm-run-uid-offline-1 (offline)",
                        "VolumeSnapshot qdbm-run-uid-online-1 (online)",
                        "Secret qdbm-run-uid-record")
                    .doesNotContain("questdb-handoff")
                    .endsWith(
                        "docs/handbook/02-it-failed-what-now.md#after-the-point-of-no-return"));
  }

  @Test
  void whoeverHasNoSnapshotIsToldSo() {
    Ledger ledger = committed(Scene.ledger(Scene.row(StepName.FINISH, StepState.FAILED)));
    assertThat(named(of(ledger), "Stalled").getMessage())
        .contains("no snapshot", "ConfigMap questdb-handoff");
  }

  @Test
  void beforeThePointOfNoReturnNothingIsSaidOfAWayBack() {
    Ledger ledger = Scene.ledger(Scene.row(StepName.SWAP_EDITION, StepState.FAILED));
    assertThat(named(of(ledger), "Stalled").getMessage())
        .isEqualTo("SwapEdition: what SwapEdition says");
  }

  @Test
  void theLongestMessageOfAStepLeavesRoomForTheWayBack() {
    Row row =
        Scene.row(StepName.FINISH, StepState.FAILED).shows(Reason.TIMED_OUT, "x".repeat(5_000));
    Ledger ledger = committed(Scene.ledger(row));
    assertThat(named(of(ledger), "Stalled").getMessage())
        .endsWith("#after-the-point-of-no-return")
        .hasSizeLessThan(MOST_CONDITION_MESSAGE);
  }

  @Test
  void waitingForApprovalIsNotStalled() {
    QuestDBMigrationSpec spec = Scene.spec();
    spec.getApproval().setPolicy(ApprovalPolicy.MANUAL);
    Ledger ledger =
        Scene.ledger(
            Scene.row(StepName.AWAIT_APPROVAL, StepState.RUNNING, Reason.AWAITING_APPROVAL));
    List<Condition> now = conditions.of(Scene.run(ledger, spec), 3, List.of());
    assertThat(status(now, "Approved")).isEqualTo("False");
    assertThat(status(now, "Stalled")).isEqualTo("False");
    assertThat(named(now, "Approved").getReason()).isEqualTo("AwaitingApproval");
  }

  @Test
  void whatWasNotAskedForIsFalseAndDoesNotCount() {
    QuestDBMigrationSpec spec = Scene.spec();
    spec.getAccess().setMode(AccessMode.OPEN);
    List<Condition> now = conditions.of(Scene.run(done(), spec), 3, List.of());
    for (String type :
        List.of("Approved", "TLSEnabled", "AccessConfigured", "ReplicationEnabled")) {
      assertThat(status(now, type)).isEqualTo("False");
      assertThat(named(now, type).getReason()).isEqualTo("NotRequested");
    }
    assertThat(status(now, "Ready")).isEqualTo("True");
    assertThat(status(now, "Succeeded")).isEqualTo("True");
  }

  @Test
  void aTransitionTimeChangesOnlyWithItsStatus() {
    List<Condition> before = of(Scene.ledger(Scene.row(StepName.INSPECT, StepState.RUNNING)));
    Run later =
        new Run(
            "trades",
            "questdb",
            "run-uid",
            false,
            Scene.spec(),
            Scene.ledger(Scene.row(StepName.INSPECT, StepState.COMPLETE)),
            false,
            Scene.NOW.plusSeconds(60));
    List<Condition> after = conditions.of(later, 3, before);
    assertThat(named(after, "Ready").getLastTransitionTime())
        .isEqualTo(named(before, "Ready").getLastTransitionTime());
    assertThat(named(after, "Inspected").getLastTransitionTime()).isEqualTo("2026-11-24T10:01:00Z");
  }

  private static Ledger committed(Ledger ledger) {
    return new Ledger(ledger.rows(), List.of(), Optional.of(Scene.NOW), Optional.empty());
  }

  private static Ledger done() {
    return Scene.ledger(
        STEPS.stream().map(step -> Scene.row(step, StepState.COMPLETE)).toArray(Row[]::new));
  }

  private List<Condition> of(Ledger ledger) {
    return conditions.of(Scene.run(ledger), 3, List.of());
  }

  private static String status(List<Condition> conditions, String type) {
    return named(conditions, type).getStatus();
  }

  private static Condition named(List<Condition> conditions, String type) {
    return conditions.stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
