package io.questdb.migration.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.questdb.migration.api.v1alpha1.AccessMode;
import io.questdb.migration.api.v1alpha1.AccessSpec;
import io.questdb.migration.api.v1alpha1.Defaults;
import io.questdb.migration.api.v1alpha1.EnterpriseSpec;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.api.v1alpha1.WorkloadSpec;
import io.questdb.migration.change.Labels;
import io.questdb.migration.change.Names;
import io.questdb.migration.change.TemporaryPods;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Evidence;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Observed;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.SchemaRecorded;
import io.questdb.migration.facts.Sealed;
import io.questdb.migration.facts.Swapped;
import io.questdb.migration.facts.WorkloadPin;
import io.questdb.migration.steps.action.MigrationAction;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeptRecordTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final String INVERSE = "[{\"op\":\"remove\",\"path\":\"/spec/template\"}]";
  private static final Map<String, String> WRITTEN =
      Map.of(RunRecord.SCHEMA, "[]", RunRecord.INVERSE_PATCH, INVERSE, RunRecord.SEAL, "{}\n");

  private final Run run = run(record(WRITTEN));

  static Stream<Map<String, String>> changes() {
    return Stream.of(
        Map.of(RunRecord.INVERSE_PATCH, "[]"),
        Map.of(RunRecord.SCHEMA, "[{}]"),
        Map.of(RunRecord.SEAL, ""),
        Map.of("another", ""));
  }

  @Test
  void aRecordIsIntactAsItWasWrittenAndBeforeTheSealWasRecorded() {
    RunRecord unsealed =
        record(
            Map.of(RunRecord.SCHEMA, "[]", RunRecord.INVERSE_PATCH, INVERSE, RunRecord.SEAL, "x"));

    assertThat(KeptRecord.intact(record(WRITTEN), run.ledger())).isTrue();
    assertThat(KeptRecord.intact(unsealed, without(StepName.SEAL_VOLUME))).isTrue();
    assertThat(KeptRecord.intact(record(WRITTEN), without(StepName.RECORD_SCHEMA))).isFalse();
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChangedRecordIsNeverUsed(Map<String, String> change) {
    Map<String, String> changed = new HashMap<>(WRITTEN);
    changed.putAll(change);

    assertThat(KeptRecord.intact(record(changed), run.ledger())).isFalse();
    for (Step step :
        List.of(
            new ReturnToService(new TemporaryPods("operator:1", List.of())),
            new VerifySeal(),
            new VerifyData())) {
      Decision decision = step.decide(world(step, record(changed)));
      assertThat(decision).isInstanceOf(Decision.Hold.class);
      assertThat(decision.reason()).isEqualTo(Reason.LEDGER_LOST);
      assertThat(decision.message()).contains("qdbm-run-uid-record");
    }
  }

  @Test
  void theInversePatchOfAnIntactRecordRestoresTheTemplate() {
    Step step = new ReturnToService(new TemporaryPods("operator:1", List.of()));
    assertThat(step.decide(world(step, record(WRITTEN))))
        .isInstanceOfSatisfying(
            Decision.Act.class,
            act ->
                assertThat(act.action())
                    .isEqualTo(new MigrationAction.PatchWorkload("questdb", INVERSE)));
  }

  /** Every other probe is answered with nothing, but for the set, which has the new template. */
  private World world(Step step, RunRecord record) {
    Map<Probe<?>, Observed<?>> observed = new HashMap<>();
    step.probes(run).forEach(probe -> observed.put(probe, new Observed.Absent<>()));
    observed.put(Workloads.probe(run), new Observed.Present<>(swapped()));
    observed.put(new Probes.StoredRecord(Names.runRecord(run)), new Observed.Present<>(record));
    observed.computeIfPresent(
        new Probes.Tables(Targets.enterprise(run)),
        (probe, absent) -> new Observed.Present<>(List.of()));
    return new World(run, observed);
  }

  private static RunRecord record(Map<String, String> entries) {
    return new RunRecord("qdbm-run-uid-record", "uid", entries);
  }

  private static StatefulSet swapped() {
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withName("questdb")
        .withGeneration(3L)
        .withAnnotations(Map.of(Labels.RUN, "run-uid"))
        .endMetadata()
        .withNewSpec()
        .withReplicas(0)
        .withNewTemplate()
        .withNewMetadata()
        .withAnnotations(Map.of(Labels.RUN, "run-uid"))
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Run run(RunRecord record) {
    Map<StepName, Row> rows = new EnumMap<>(StepName.class);
    rows.put(StepName.INSPECT, row(StepName.INSPECT, pin()));
    rows.put(
        StepName.RECORD_SCHEMA,
        row(StepName.RECORD_SCHEMA, new SchemaRecorded(record.secretName(), record.hash(), 0)));
    rows.put(StepName.SEAL_VOLUME, row(StepName.SEAL_VOLUME, new Sealed(record.sealHash(), 1)));
    rows.put(StepName.SWAP_EDITION, row(StepName.SWAP_EDITION, new Swapped(3)));
    Ledger ledger = new Ledger(rows, List.of(), Optional.empty(), Optional.empty());
    return new Run("trades", "questdb", "run-uid", false, spec(), ledger, false, NOW);
  }

  private Ledger without(StepName step) {
    Map<StepName, Row> rows = new EnumMap<>(run.ledger().rows());
    rows.remove(step);
    return new Ledger(rows, List.of(), Optional.empty(), Optional.empty());
  }

  private static QuestDBMigrationSpec spec() {
    QuestDBMigrationSpec spec = new QuestDBMigrationSpec();
    WorkloadSpec workload = new WorkloadSpec();
    workload.setStatefulSetName("questdb");
    spec.setWorkload(workload);
    spec.setEnterprise(new EnterpriseSpec());
    AccessSpec access = new AccessSpec();
    access.setMode(AccessMode.OPEN);
    spec.setAccess(access);
    return Defaults.applied(spec);
  }

  private static Row row(StepName step, Evidence evidence) {
    return new Row(
        step,
        StepState.COMPLETE,
        1,
        Reason.DONE,
        "",
        Optional.of(NOW),
        Optional.of(NOW),
        Optional.of(evidence));
  }

  private static WorkloadPin pin() {
    return new WorkloadPin(
        "questdb",
        "set-uid",
        "questdb",
        "questdb-0",
        "pod-uid",
        "node",
        "questdb",
        "data-questdb-0",
        "claim-uid",
        "data",
        "/var/lib/questdb",
        "ebs.csi.aws.com",
        "fast",
        1,
        "questdb/questdb:9.3.4",
        "sha256:1",
        "9.3.4",
        new ConfigSource(ConfigSource.Kind.VOLUME, "", ""));
  }
}
