package io.questdb.migration.controller;

import static io.questdb.migration.controller.StatusText.cut;
import static io.questdb.migration.controller.StatusText.need;
import static io.questdb.migration.controller.StatusText.orNull;
import static io.questdb.migration.controller.StatusText.text;

import io.questdb.migration.api.v1alpha1.PlanEstimate;
import io.questdb.migration.api.v1alpha1.PlanStatus;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationStatus;
import io.questdb.migration.facts.Planned;
import io.questdb.migration.facts.PlannedChange;

/** The plan in {@code status.plan}: at most 128 changes, while its hash is over all of them. */
final class PlanFields {
  private static final int MOST_CHANGES = 128;

  private PlanFields() {}

  static void write(Planned planned, QuestDBMigrationStatus status) {
    PlanStatus plan = new PlanStatus();
    plan.setHash(orNull(planned.hash()));
    plan.setSpecHash(orNull(planned.specHash()));
    plan.setPodHash(orNull(planned.podHash()));
    plan.setChanges(planned.changes().stream().limit(MOST_CHANGES).map(PlanFields::shown).toList());
    PlanEstimate estimate = new PlanEstimate();
    estimate.setCheckpointSeconds(planned.estimate().checkpointSeconds());
    estimate.setOutageSeconds(planned.estimate().outageSeconds());
    plan.setEstimate(estimate);
    status.setPlan(plan);
  }

  static Planned read(QuestDBMigrationStatus status) {
    PlanStatus plan = need(status.getPlan(), "plan");
    PlanEstimate estimate = need(plan.getEstimate(), "plan.estimate");
    return new Planned(
        text(plan.getHash()),
        text(plan.getSpecHash()),
        text(plan.getPodHash()),
        plan.getChanges().stream().map(PlanFields::change).toList(),
        new Planned.Estimate(
            need(estimate.getCheckpointSeconds(), "plan.estimate.checkpointSeconds"),
            need(estimate.getOutageSeconds(), "plan.estimate.outageSeconds")));
  }

  private static io.questdb.migration.api.v1alpha1.PlannedChange shown(PlannedChange change) {
    io.questdb.migration.api.v1alpha1.PlannedChange shown =
        new io.questdb.migration.api.v1alpha1.PlannedChange();
    shown.setObject(change.object());
    shown.setPath(change.path());
    shown.setFrom(orNull(cut(change.from())));
    shown.setTo(orNull(cut(change.to())));
    return shown;
  }

  private static PlannedChange change(io.questdb.migration.api.v1alpha1.PlannedChange shown) {
    return new PlannedChange(
        text(shown.getObject()), text(shown.getPath()), text(shown.getFrom()), text(shown.getTo()));
  }
}
