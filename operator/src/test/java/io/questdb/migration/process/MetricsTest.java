package io.questdb.migration.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.controller.Measurement;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.StepName;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  private final Metrics metrics = new Metrics();

  @Test
  void aRunIsCountedOnceInEveryNumber() {
    // When
    metrics.add(new Measurement.StepTook(StepName.STOP_DATABASE, Duration.ofMillis(1500)));
    metrics.add(new Measurement.StepTook(StepName.STOP_DATABASE, Duration.ofMillis(500)));
    metrics.add(new Measurement.StepTook(StepName.SEAL_VOLUME, Duration.ofMillis(250)));
    metrics.add(new Measurement.OutageLasted(Duration.ofMillis(4500)));
    metrics.add(new Measurement.CheckpointHeld(0.75));
    metrics.add(new Measurement.Failed(Reason.TIMED_OUT));
    metrics.passed(Duration.ofMillis(20));

    // Then
    assertThat(lines())
        .contains(
            "questdb_migration_step_seconds_count{step=\"StopDatabase\"} 2",
            "questdb_migration_step_seconds_sum{step=\"StopDatabase\"} 2.0",
            "questdb_migration_step_seconds_max{step=\"StopDatabase\"} 1.5",
            "questdb_migration_step_seconds_sum{step=\"SealVolume\"} 0.25",
            "questdb_migration_outage_seconds_count 1",
            "questdb_migration_outage_seconds_sum 4.5",
            "questdb_migration_checkpoint_held_seconds_sum 0.75",
            "questdb_migration_failures_total{reason=\"TimedOut\"} 1.0",
            "questdb_migration_reconcile_seconds_count 1",
            "questdb_migration_reconcile_seconds_sum 0.02");
  }

  @Test
  void aMigrationStandsInOneStateAndInNoneOnceItIsGone() {
    metrics.stands("trades", "questdb", "Running");
    metrics.stands("trades", "other", "Running");
    metrics.stands("trades", "questdb", "Succeeded");
    assertThat(lines())
        .contains(
            "questdb_migration_migrations{state=\"Running\"} 1.0",
            "questdb_migration_migrations{state=\"Succeeded\"} 1.0");

    metrics.forget("trades", "questdb");

    assertThat(lines())
        .contains(
            "questdb_migration_migrations{state=\"Running\"} 1.0",
            "questdb_migration_migrations{state=\"Succeeded\"} 0.0");
  }

  @Test
  void theNumberOfSeriesDoesNotGrowWithTheFleet() {
    migrate("one");
    int series = lines().size();

    for (int i = 0; i < 1000; i++) {
      migrate("migration-" + i);
    }

    assertThat(lines()).hasSize(series);
    assertThat(metrics.text()).doesNotContain("migration-7", "trades");
    assertThat(labels()).containsExactlyInAnyOrder("state", "step", "reason");
  }

  private void migrate(String name) {
    metrics.stands("trades", name, "Running");
    metrics.add(new Measurement.StepTook(StepName.INSPECT, Duration.ofMillis(1)));
    metrics.add(new Measurement.OutageLasted(Duration.ofSeconds(5)));
    metrics.add(new Measurement.Failed(Reason.TIMED_OUT));
    metrics.passed(Duration.ofMillis(1));
  }

  private List<String> lines() {
    return metrics.text().lines().filter(line -> !line.startsWith("#")).toList();
  }

  private Set<String> labels() {
    return LABEL
        .matcher(metrics.text())
        .results()
        .map((MatchResult label) -> label.group(1))
        .collect(Collectors.toSet());
  }
}
