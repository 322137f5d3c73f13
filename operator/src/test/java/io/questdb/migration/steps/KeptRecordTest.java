package io.questdb.migration.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.change.WorkloadPatch;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.steps.action.MigrationAction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeptRecordTest {
  private static final String INVERSE =
      Seen.inversePatch(Situation.at(StepName.SWAP_EDITION).sees(Seen.SET, Seen.stopped()));
  private static final Map<String, String> WRITTEN =
      Map.of(RunRecord.SCHEMA, "[]", RunRecord.INVERSE_PATCH, INVERSE, RunRecord.SEAL, "");
  private static final Situation GIVEN =
      Situation.at(StepName.VERIFY_DATA).keeps(record(WRITTEN)).sees(Seen.SET, Seen.swapped());

  static Stream<Map<String, String>> changes() {
    return Stream.of(
        Map.of(RunRecord.INVERSE_PATCH, "[]"),
        Map.of(RunRecord.SCHEMA, "[{}]"),
        Map.of(RunRecord.SEAL, "{}\n"),
        Map.of("another", ""));
  }

  @Test
  void theSealIsCheckedOnceItIsRecorded() {
    RunRecord resealed = changed(Map.of(RunRecord.SEAL, "{}\n"));
    assertThat(KeptRecord.intact(record(WRITTEN), GIVEN.run().ledger())).isTrue();
    assertThat(KeptRecord.intact(resealed, GIVEN.without(StepName.SEAL_VOLUME).run().ledger()))
        .isTrue();
  }

  @Test
  void aRecordWithoutAHashInTheLedgerIsNotIntact() {
    assertThat(
            KeptRecord.intact(
                record(WRITTEN), GIVEN.without(StepName.RECORD_SCHEMA).run().ledger()))
        .isFalse();
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChangedRecordIsNotUsedByAnyStep(Map<String, String> change) {
    Situation given = GIVEN.sees(Seen.RECORD, changed(change));
    assertThat(KeptRecord.intact(changed(change), given.run().ledger())).isFalse();
    for (Step step : List.of(new ReturnToService(Seen.PODS), new VerifySeal(), new VerifyData())) {
      Decision decision = step.decide(given.world(step.probes(given.run())));
      assertThat(decision).isInstanceOf(Decision.Hold.class);
      assertThat(decision.reason()).isEqualTo(Reason.LEDGER_LOST);
      assertThat(decision.message()).contains("qdbm-11111111-record");
    }
  }

  @Test
  void theTemplateIsRestoredByTheRecordedPatch() {
    Step step = new ReturnToService(Seen.PODS);
    assertThat(step.decide(GIVEN.world(step.probes(GIVEN.run()))))
        .isInstanceOfSatisfying(
            Decision.Act.class,
            act ->
                assertThat(act.action())
                    .isEqualTo(
                        new MigrationAction.PatchWorkload(
                            "questdb", WorkloadPatch.of(Seen.swapped()).and(INVERSE).json())));
  }

  private static RunRecord changed(Map<String, String> change) {
    Map<String, String> entries = new HashMap<>(WRITTEN);
    entries.putAll(change);
    return record(entries);
  }

  private static RunRecord record(Map<String, String> entries) {
    return new RunRecord("qdbm-11111111-record", "record", entries);
  }
}
