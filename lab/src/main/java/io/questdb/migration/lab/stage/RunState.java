package io.questdb.migration.lab.stage;

import io.fabric8.kubernetes.api.model.Condition;
import io.questdb.migration.api.v1alpha1.FindingStatus;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationStatus;
import io.questdb.migration.api.v1alpha1.StepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a migration's status says.
 *
 * @param steps in order, those that are known so far
 */
public record RunState(
    Optional<String> step,
    List<StepState> steps,
    List<Condition> conditions,
    List<FindingStatus> findings) {

  /**
   * One row of the ledger.
   *
   * @param seconds from begin to end, or to now; empty before it began
   */
  public record StepState(
      String name, String state, Optional<Double> seconds, String reason, String message) {}

  public static RunState of(QuestDBMigration migration) {
    QuestDBMigrationStatus status =
        Optional.ofNullable(migration.getStatus()).orElseGet(QuestDBMigrationStatus::new);
    Instant now = Instant.now();
    return new RunState(
        Optional.ofNullable(status.getStep()),
        status.getSteps().stream().map(step -> stepState(step, now)).toList(),
        List.copyOf(status.getConditions()),
        List.copyOf(status.getFindings()));
  }

  /** The status of a condition: True, False or Unknown. */
  public String condition(String type) {
    return found(type).map(Condition::getStatus).orElse("Unknown");
  }

  /** The reason of a condition; empty while it has none. */
  public String reason(String type) {
    return found(type).map(Condition::getReason).orElse("");
  }

  /** The message of a condition; empty while it has none. */
  public String message(String type) {
    return found(type).map(Condition::getMessage).orElse("");
  }

  /** Whether the run is over, well or not. */
  public boolean ended() {
    return !condition("Succeeded").equals("Unknown");
  }

  public boolean succeeded() {
    return condition("Succeeded").equals("True");
  }

  /** Whether this step is over. */
  public boolean complete(String step) {
    return steps.stream()
        .anyMatch(row -> row.name().equals(step) && row.state().equals("Complete"));
  }

  /** One line a step, for a failure message. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("step " + step.orElse("-") + "\n");
    for (StepState row : steps) {
      text.append(
          "  %s %s %s %s%n".formatted(row.name(), row.state(), row.reason(), row.message()));
    }
    for (FindingStatus finding : findings) {
      String line = "  %s %s %s %s%n";
      text.append(
          line.formatted(
              finding.getSeverity(),
              finding.getCheck(),
              finding.getReason(),
              finding.getMessage()));
    }
    return text.toString();
  }

  private Optional<Condition> found(String type) {
    return conditions.stream().filter(condition -> condition.getType().equals(type)).findFirst();
  }

  private static StepState stepState(StepStatus row, Instant now) {
    Optional<Instant> begin = Optional.ofNullable(row.getStartedAt()).map(Instant::parse);
    Instant end = Optional.ofNullable(row.getCompletedAt()).map(Instant::parse).orElse(now);
    return new StepState(
        row.getName(),
        row.getState(),
        begin.map(from -> Duration.between(from, end).toMillis() / 1000.0),
        Optional.ofNullable(row.getReason()).orElse(""),
        Optional.ofNullable(row.getMessage()).orElse(""));
  }
}
