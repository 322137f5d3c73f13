package io.questdb.migration.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.Admitted;
import io.questdb.migration.facts.CheckpointLeft;
import io.questdb.migration.facts.Returned;
import io.questdb.migration.facts.Stopped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransitionsTest {

  @Test
  void nothingChangedIsNothingTold() {
    Ledger ledger = Scene.ledger(Scene.row(StepName.INSPECT, StepState.RUNNING));
    Transitions none = between(ledger, ledger);
    assertThat(none.changed()).isEmpty();
    assertThat(none.measurements()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING, Normal",
    "COMPLETE, Normal",
    "REDOING, Warning",
    "HELD, Warning",
    "FAILED, Warning"
  })
  void aChangeIsOneEvent(StepState state, String type) {
    Transitions changed = between(Ledger.empty(), Scene.ledger(Scene.row(StepName.INSPECT, state)));
    assertThat(changed.events(Scene.NOW))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo(type);
              assertThat(event.action()).isEqualTo("Inspect");
              assertThat(event.note()).isEqualTo("what Inspect says");
            });
  }

  @Test
  void aReopenedStepIsToldOfByTheStepThatReopenedIt() {
    Transitions changed =
        between(
            Scene.ledger(Scene.row(StepName.INSPECT, StepState.COMPLETE)),
            Scene.ledger(Scene.row(StepName.INSPECT, StepState.PENDING)));
    assertThat(changed.changed()).isEmpty();
  }

  @Test
  void aCompleteStepIsMeasured() {
    Transitions changed =
        between(
            Scene.ledger(Scene.row(StepName.INSPECT, StepState.RUNNING)),
            Scene.ledger(Scene.row(StepName.INSPECT, StepState.COMPLETE)));
    assertThat(changed.measurements())
        .containsExactly(new Measurement.StepTook(StepName.INSPECT, Duration.ofSeconds(3)));
  }

  @Test
  void aFailureIsCountedByItsReason() {
    Transitions changed =
        between(
            Ledger.empty(),
            Scene.ledger(Scene.row(StepName.INSPECT, StepState.FAILED, Reason.TIMED_OUT)));
    assertThat(changed.measurements()).containsExactly(new Measurement.Failed(Reason.TIMED_OUT));
  }

  @Test
  void theOutageAndTheCheckpointAreMeasuredOnce() {
    Ledger stopped =
        Scene.ledger(
            Scene.row(
                StepName.STOP_DATABASE,
                StepState.RUNNING,
                new Stopped(2, Scene.NOW, Scene.NOW.plusSeconds(1))));
    Ledger back =
        Scene.ledger(
            Scene.row(
                StepName.STOP_DATABASE,
                StepState.RUNNING,
                new Stopped(2, Scene.NOW, Scene.NOW.plusSeconds(1))),
            Scene.row(
                StepName.LEAVE_CHECKPOINT, StepState.RUNNING, new CheckpointLeft(Scene.NOW, 1.5)),
            Scene.row(
                StepName.CONFIGURE_ACCESS,
                StepState.RUNNING,
                new Admitted(Scene.NOW.plusSeconds(5))));
    assertThat(between(stopped, back).measurements())
        .containsExactlyInAnyOrder(
            new Measurement.OutageLasted(Duration.ofSeconds(5)),
            new Measurement.CheckpointHeld(1.5));
    assertThat(between(back, back).measurements()).isEmpty();
  }

  @Test
  void everyOutageThatIsGivenBackIsMeasuredOnce() {
    // Given
    Ledger first = stoppedAt(0);
    Ledger reopened = Scene.ledger(returnedFrom(0));
    Ledger second =
        Scene.ledger(returnedFrom(0), stoppedAt(60).row(StepName.STOP_DATABASE).orElseThrow());
    Ledger failed =
        Scene.ledger(returnedFrom(60), stoppedAt(60).row(StepName.STOP_DATABASE).orElseThrow());

    // Then
    Measurement lasted = new Measurement.OutageLasted(Duration.ofSeconds(7));
    assertThat(outages(first, reopened)).containsExactly(lasted);
    assertThat(outages(reopened, second)).isEmpty();
    assertThat(outages(second, failed)).containsExactly(lasted);
    assertThat(outages(failed, failed)).isEmpty();
  }

  private static List<Measurement> outages(Ledger before, Ledger after) {
    return between(before, after).measurements().stream()
        .filter(Measurement.OutageLasted.class::isInstance)
        .toList();
  }

  private static Ledger stoppedAt(int second) {
    Instant stop = Scene.NOW.plusSeconds(second);
    return Scene.ledger(
        Scene.row(StepName.STOP_DATABASE, StepState.COMPLETE, new Stopped(2, stop, stop)));
  }

  private static Row returnedFrom(int second) {
    Instant stop = Scene.NOW.plusSeconds(second);
    return Scene.row(
        StepName.RETURN_TO_SERVICE, StepState.PENDING, new Returned(stop, stop.plusSeconds(7)));
  }

  private static Transitions between(Ledger before, Ledger after) {
    return Transitions.between(before, after, Scene.spec());
  }
}
