package io.questdb.migration.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.questdb.migration.api.v1alpha1.OutageStatus;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationStatus;
import io.questdb.migration.engine.Evidence;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Operation;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.Admitted;
import io.questdb.migration.facts.CheckpointHeld;
import io.questdb.migration.facts.Returned;
import io.questdb.migration.facts.Stopped;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusMapperTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00.123456Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StatusMapper mapper = new StatusMapper();
  private final QuestDBMigrationSpec spec = Scene.spec();

  @Test
  void everyLedgerIsReadBackAsItWasWritten() throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      // Given
      Ledger ledger = randomLedger(random);

      // When
      String stored = JSON.writeValueAsString(mapper.write(ledger, spec));
      Ledger read = mapper.read(JSON.readValue(stored, QuestDBMigrationStatus.class));

      // Then
      assertThat(read).as(stored).isEqualTo(ledger);
    }
  }

  @Test
  void everyKindOfEvidenceHasAPlace() throws IOException {
    RandomEvidence values = new RandomEvidence(new Random(1));
    for (Class<?> type : RandomEvidence.types()) {
      Ledger ledger =
          Scene.ledger(Scene.row(StepName.INSPECT, StepState.COMPLETE, values.of(type)));
      String stored = JSON.writeValueAsString(mapper.write(ledger, spec));
      assertThat(mapper.read(JSON.readValue(stored, QuestDBMigrationStatus.class)))
          .as(type.getSimpleName())
          .isEqualTo(ledger);
    }
  }

  @Test
  void anUnknownStepMakesTheLedgerUnknown() {
    QuestDBMigrationStatus status = mapper.write(begun(), spec);
    status.getSteps().get(0).setName("BrewCoffee");
    assertThat(mapper.read(status).unknown())
        .hasValueSatisfying(why -> assertThat(why).contains("BrewCoffee"));
  }

  @Test
  void anUnknownStateMakesTheLedgerUnknown() {
    QuestDBMigrationStatus status = mapper.write(begun(), spec);
    status.getSteps().get(0).setState("Dreaming");
    assertThat(mapper.read(status).unknown()).isPresent();
  }

  @Test
  void evidenceWithoutItsValuesMakesTheLedgerUnknown() {
    Ledger ledger =
        Scene.ledger(
            Scene.row(
                StepName.ENTER_CHECKPOINT,
                StepState.COMPLETE,
                new CheckpointHeld(NOW, "pod-uid", NOW)));
    QuestDBMigrationStatus status = mapper.write(ledger, spec);
    status.setCheckpoint(null);
    assertThat(mapper.read(status).unknown()).isPresent();
  }

  @Test
  void theOutageLastsFromTheStopToTheFirstAdmittedPrincipal() {
    Ledger ledger =
        Scene.ledger(
            Scene.row(
                StepName.STOP_DATABASE,
                StepState.COMPLETE,
                new Stopped(4, NOW, NOW.plusSeconds(1))),
            Scene.row(
                StepName.CONFIGURE_ACCESS, StepState.COMPLETE, new Admitted(NOW.plusMillis(4500))));
    QuestDBMigrationStatus status = mapper.write(ledger, spec);
    assertThat(status.getOutage().getStartedAt()).isEqualTo(NOW.toString());
    assertThat(status.getOutage().getSeconds()).isEqualTo(4.5);
  }

  @ParameterizedTest
  @CsvSource({
    // second of the stop that is recorded, if any, of the stop that was given back; begin, end
    "0, 0, 0, 7",
    " , 0, 0, 7",
    "60, 0, 60, "
  })
  void anOutageThatWasGivenBackEndsWhenTheOldDatabaseServesAgain(
      Integer stop, int givenBack, int begin, Integer end) {
    // Given
    Returned returned =
        new Returned(NOW.plusSeconds(givenBack), NOW.plusSeconds(givenBack).plusSeconds(7));
    Row back = Scene.row(StepName.RETURN_TO_SERVICE, StepState.PENDING, returned);
    Ledger ledger =
        stop == null
            ? Scene.ledger(back)
            : Scene.ledger(
                back,
                Scene.row(
                    StepName.STOP_DATABASE,
                    StepState.COMPLETE,
                    new Stopped(4, NOW.plusSeconds(stop), NOW.plusSeconds(stop + 1))));

    // When
    OutageStatus outage = mapper.write(ledger, spec).getOutage();

    // Then
    assertThat(outage.getStartedAt()).isEqualTo(NOW.plusSeconds(begin).toString());
    assertThat(outage.getEndedAt()).isEqualTo(end == null ? null : NOW.plusSeconds(end).toString());
    assertThat(outage.getSeconds()).isEqualTo(end == null ? null : 7.0);
  }

  @Test
  void proseIsCutToWhatTheSchemaAllows() {
    Row row =
        new Row(
            StepName.INSPECT,
            StepState.RUNNING,
            1,
            0,
            Reason.IN_PROGRESS,
            "x".repeat(5000),
            Optional.of(NOW),
            Optional.empty(),
            Optional.empty());
    assertThat(mapper.write(Scene.ledger(row), spec).getSteps().get(0).getMessage())
        .hasSizeLessThanOrEqualTo(2048);
  }

  private static Ledger begun() {
    return Scene.ledger(Scene.row(StepName.INSPECT, StepState.RUNNING));
  }

  private static Ledger randomLedger(Random random) {
    RandomEvidence values = new RandomEvidence(random);
    List<Class<?>> kinds = new ArrayList<>(RandomEvidence.types());
    Collections.shuffle(kinds, random);
    Map<StepName, Row> rows = new EnumMap<>(StepName.class);
    List<Operation> operations = new ArrayList<>();
    for (StepName step : StepName.values()) {
      if (random.nextBoolean()) {
        Optional<Evidence> evidence =
            kinds.isEmpty() || random.nextInt(3) == 0
                ? Optional.empty()
                : Optional.of(values.of(kinds.remove(0)));
        rows.put(step, row(random, step, evidence));
      }
      if (random.nextInt(10) == 0) {
        operations.add(new Operation(step.text() + "/1", step, NOW, maybe(random, "answer")));
      }
    }
    return new Ledger(rows, operations, maybe(random, NOW), Optional.empty());
  }

  private static Row row(Random random, StepName step, Optional<Evidence> evidence) {
    return new Row(
        step,
        StepState.values()[random.nextInt(StepState.values().length)],
        1 + random.nextInt(5),
        random.nextInt(4),
        Reason.values()[random.nextInt(Reason.values().length)],
        random.nextBoolean() ? "" : "message " + random.nextInt(),
        maybe(random, NOW),
        maybe(random, NOW.plusSeconds(1)),
        evidence);
  }

  private static <T> Optional<T> maybe(Random random, T value) {
    return random.nextBoolean() ? Optional.of(value) : Optional.empty();
  }
}
