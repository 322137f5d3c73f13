package io.questdb.migration.controller;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Condition;
import io.questdb.migration.api.v1alpha1.Defaults;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationStatus;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Planner;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.ports.Migrations;
import io.questdb.migration.ports.PortException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a run from its resource and writes it back, at the resourceVersion that was read. */
final class Recorder {

  /** Gives back what a run holds before its resource may go. */
  static final String FINALIZER = "migration.questdb.io/give-back";

  private static final int MOST_OUTCOME_WRITES = 5;
  private static final ObjectMapper TREES = new ObjectMapper();

  private final Migrations migrations;
  private final Planner planner;
  private final Conditions conditions;
  private final Announcer announcer;
  private final Meter meter;
  private final Clock clock;
  private final StatusMapper mapper = new StatusMapper();

  Recorder(
      Migrations migrations,
      Planner planner,
      Conditions conditions,
      Announcer announcer,
      Meter meter,
      Clock clock) {
    this.migrations = migrations;
    this.planner = planner;
    this.conditions = conditions;
    this.announcer = announcer;
    this.meter = meter;
    this.clock = clock;
  }

  Run run(QuestDBMigration resource) {
    return new Run(
        resource.getMetadata().getNamespace(),
        resource.getMetadata().getName(),
        resource.getMetadata().getUid(),
        !Long.valueOf(generation(resource)).equals(resource.getStatus().getObservedGeneration()),
        Defaults.applied(resource.getSpec()),
        mapper.read(resource.getStatus()),
        resource.getMetadata().getDeletionTimestamp() != null,
        clock.instant().truncatedTo(ChronoUnit.MICROS));
  }

  /**
   * Writes the ledger, if that changes anything, and then tells what changed.
   *
   * @param run with the ledger that the resource holds
   * @param findings empty to leave what is shown
   * @return the resource as it then is
   */
  QuestDBMigration record(
      QuestDBMigration resource, Run run, Ledger ledger, Optional<List<Finding>> findings) {
    QuestDBMigrationStatus before = resource.getStatus();
    QuestDBMigrationStatus status = mapper.write(ledger, run.spec());
    status.setFindings(findings.map(Findings::shown).orElseGet(before::getFindings));
    Run after = run.with(ledger);
    status.setConditions(conditions.of(after, generation(resource), before.getConditions()));
    status.setObservedGeneration(generation(resource));
    status.setStep(shownStep(after));
    meter.stands(run.namespace(), run.name(), conditions.standing(after).text());
    if (same(before, status)) {
      return resource;
    }
    QuestDBMigration written = migrations.writeStatus(resource, status);
    announcer.announce(written, Transitions.between(run.ledger(), ledger, run.spec()), run.now());
    return written;
  }

  /**
   * Writes what became of an action, also when somebody has edited the resource meanwhile: an
   * action may take minutes, and what cannot be repeated must not be forgotten.
   *
   * @param run with the ledger that was recorded before the action was sent
   */
  void recordOutcome(QuestDBMigration resource, Run run, Ledger outcome) {
    QuestDBMigration current = resource;
    for (int write = 1; ; write++) {
      try {
        record(current, run, outcome, Optional.empty());
        return;
      } catch (PortException.Conflict e) {
        current = migrations.get(run.namespace(), run.name()).orElseThrow(() -> e);
        if (write == MOST_OUTCOME_WRITES
            || !mapper.read(current.getStatus()).equals(run.ledger())) {
          throw e;
        }
      }
    }
  }

  /** Shows that the ledger is not understood, and leaves the ledger alone. */
  void showUnknown(QuestDBMigration resource, Run run) {
    List<Condition> before = resource.getStatus().getConditions();
    List<Condition> now = conditions.of(run, generation(resource), before);
    meter.stands(run.namespace(), run.name(), conditions.standing(run).text());
    if (!same(before, now)) {
      migrations.writeConditions(resource, now);
    }
  }

  /** Adds the finalizer, if it is missing and can still be added. */
  QuestDBMigration hold(QuestDBMigration resource) {
    List<String> finalizers = resource.getMetadata().getFinalizers();
    if (finalizers.contains(FINALIZER) || resource.getMetadata().getDeletionTimestamp() != null) {
      return resource;
    }
    List<String> more = new ArrayList<>(finalizers);
    more.add(FINALIZER);
    return migrations.writeFinalizers(resource, more);
  }

  /** Removes the finalizer, if it is there. */
  QuestDBMigration letGo(QuestDBMigration resource) {
    List<String> finalizers = resource.getMetadata().getFinalizers();
    if (!finalizers.contains(FINALIZER)) {
      return resource;
    }
    return migrations.writeFinalizers(
        resource, finalizers.stream().filter(name -> !name.equals(FINALIZER)).toList());
  }

  private String shownStep(Run run) {
    return run.ledger()
        .failed()
        .map(Row::step)
        .or(() -> planner.next(run).map(Step::name))
        .map(step -> step.text())
        .orElse(null);
  }

  private static long generation(QuestDBMigration resource) {
    Long generation = resource.getMetadata().getGeneration();
    return generation == null ? 0 : generation;
  }

  private static boolean same(Object before, Object after) {
    return TREES.valueToTree(before).equals(TREES.valueToTree(after));
  }
}
