package io.questdb.migration.controller;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.questdb.migration.api.v1alpha1.AccessMode;
import io.questdb.migration.api.v1alpha1.AccessSpec;
import io.questdb.migration.api.v1alpha1.Defaults;
import io.questdb.migration.api.v1alpha1.EnterpriseSpec;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.api.v1alpha1.WorkloadSpec;
import io.questdb.migration.engine.Evidence;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Small runs for tests. */
final class Scene {
  static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  private Scene() {}

  static QuestDBMigrationSpec spec() {
    QuestDBMigrationSpec spec = new QuestDBMigrationSpec();
    WorkloadSpec workload = new WorkloadSpec();
    workload.setStatefulSetName("questdb");
    spec.setWorkload(workload);
    EnterpriseSpec enterprise = new EnterpriseSpec();
    enterprise.setImage("registry.example.com/questdb:3.2.4-enterprise");
    spec.setEnterprise(enterprise);
    AccessSpec access = new AccessSpec();
    access.setMode(AccessMode.ENFORCED);
    access.setAdminSecretName("admin");
    spec.setAccess(access);
    return Defaults.applied(spec);
  }

  static QuestDBMigration resource() {
    QuestDBMigration resource = new QuestDBMigration();
    resource.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("trades")
            .withName("questdb")
            .withUid("run-uid")
            .withGeneration(1L)
            .build());
    resource.setSpec(spec());
    return resource;
  }

  static Run run(Ledger ledger) {
    return run(ledger, spec());
  }

  static Run run(Ledger ledger, QuestDBMigrationSpec spec) {
    return new Run("trades", "questdb", "run-uid", false, spec, ledger, false, NOW);
  }

  /** So long after everything in the ledger began. */
  static Run after(Duration time, Ledger ledger) {
    return new Run("trades", "questdb", "run-uid", false, spec(), ledger, false, NOW.plus(time));
  }

  static Run deleting(Ledger ledger) {
    return new Run("trades", "questdb", "run-uid", false, spec(), ledger, true, NOW);
  }

  static Ledger ledger(Row... rows) {
    return new Ledger(
        Arrays.stream(rows).collect(Collectors.toMap(Row::step, Function.identity())),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  static Row row(StepName step, StepState state) {
    return row(step, state, Reason.IN_PROGRESS, Optional.empty());
  }

  static Row row(StepName step, StepState state, Reason reason) {
    return row(step, state, reason, Optional.empty());
  }

  static Row row(StepName step, StepState state, Evidence evidence) {
    return row(step, state, Reason.DONE, Optional.of(evidence));
  }

  private static Row row(
      StepName step, StepState state, Reason reason, Optional<Evidence> evidence) {
    return new Row(
        step,
        state,
        1,
        0,
        reason,
        "what " + step.text() + " says",
        Optional.of(NOW),
        state == StepState.COMPLETE ? Optional.of(NOW.plusSeconds(3)) : Optional.empty(),
        evidence);
  }
}
