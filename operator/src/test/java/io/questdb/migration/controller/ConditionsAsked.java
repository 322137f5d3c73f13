package io.questdb.migration.controller;

import io.fabric8.kubernetes.api.model.Condition;
import io.questdb.migration.api.v1alpha1.AccessMode;
import io.questdb.migration.api.v1alpha1.ApprovalPolicy;
import io.questdb.migration.api.v1alpha1.BackupMethod;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.api.v1alpha1.ReplicationSpec;
import io.questdb.migration.api.v1alpha1.TlsSpec;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the conditions rest on, found by asking them about one failed step after the other. */
public final class ConditionsAsked {
  private final Conditions conditions = new Conditions(List.of(StepName.values()));

  /** All conditions, in their order. */
  public List<String> types() {
    return shown(everything(), Scene.ledger()).stream().map(Condition::getType).toList();
  }

  /** The steps that a condition is about; empty for one about the migration as a whole. */
  public List<StepName> stepsOf(String type) {
    return Arrays.stream(StepName.values()).filter(step -> refuses(type, step)).toList();
  }

  /** Conditions about what need not be asked for. */
  public Set<String> optional() {
    QuestDBMigrationSpec least = Scene.spec();
    least.getAccess().setMode(AccessMode.OPEN);
    least.getBackup().setMethod(BackupMethod.NONE);
    return shown(least, Scene.ledger()).stream()
        .filter(condition -> condition.getReason().equals(Reason.NOT_REQUESTED.text()))
        .map(Condition::getType)
        .collect(Collectors.toSet());
  }

  private boolean refuses(String type, StepName step) {
    Row held =
        new Row(
            step,
            StepState.HELD,
            1,
            0,
            Reason.NOT_CHECKED,
            step.text(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return shown(everything(), Scene.ledger(held)).stream()
        .skip(SUMMARIES)
        .filter(condition -> condition.getType().equals(type))
        .anyMatch(condition -> condition.getStatus().equals("False"));
  }

  /** The conditions about the whole come first. */
  private static final int SUMMARIES = 4;

  private static QuestDBMigrationSpec everything() {
    QuestDBMigrationSpec spec = Scene.spec();
    spec.getApproval().setPolicy(ApprovalPolicy.MANUAL);
    spec.setTls(new TlsSpec());
    spec.setReplication(new ReplicationSpec());
    return spec;
  }

  private List<Condition> shown(QuestDBMigrationSpec spec, Ledger ledger) {
    return conditions.of(Scene.run(ledger, spec), 1, List.of());
  }
}
