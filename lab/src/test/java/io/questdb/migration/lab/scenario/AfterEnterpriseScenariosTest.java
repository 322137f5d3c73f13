package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.lab.node.Images;
import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What goes wrong after the point of no return ends with Enterprise, and if need be with a person.
 */
@Scenarios
class AfterEnterpriseScenariosTest {
  private final Stage stage;

  AfterEnterpriseScenariosTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void anEnterpriseThatLacksATableIsLeftAsItIsAndThePersonIsToldWhatIsKept() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.apply("quick-start.yaml");
      play.stopAtTheFence();
      // When
      remove(play.site.volume().resolve("db"), "trades");
      play.refuseNothing();
      // Then
      RunState end = play.awaitEnd();
      assertThat(end.condition("Succeeded")).as(end.toString()).isEqualTo("False");
      assertThat(end.condition("Stalled")).isEqualTo("True");
      assertThat(end.reason("Stalled")).isEqualTo("DataMissing");
      List<String> snapshots = play.readySnapshots();
      assertThat(snapshots).hasSize(2);
      assertThat(end.message("Stalled"))
          .contains("trades", "Enterprise was allowed on the volume")
          .contains(snapshots)
          .contains("Secret " + play.site.migration().getStatus().getRunRecord().getSecretName())
          .contains("handbook/02-it-failed-what-now.md#after-the-point-of-no-return");
      assertNothingUndone(play);
      // When
      play.site.deleteMigration();
      play.site.awaitMigrationGone(Play.LIMIT);
      // Then
      assertNothingUndone(play);
      assertThat(play.readySnapshots()).isEqualTo(snapshots);
    }
  }

  @Test
  void anEnterpriseThatMeetsTheFenceIsStartedAgain() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.apply("quick-start.yaml");
      play.stopAtTheFence();
      String lock = play.site.volume().resolve("db/tables.d.lock").toString();
      Process fence = new ProcessBuilder("flock", "--no-fork", lock, "sleep", "infinity").start();
      try {
        // When
        play.refuseNothing();
        play.site.awaitMigration(
            "it ends with 55",
            Play.LIMIT,
            state ->
                state.steps().stream()
                    .filter(row -> row.name().equals("StartDatabase"))
                    .anyMatch(row -> row.message().contains("it ended with 55")));
      } finally {
        fence.destroy();
      }
      // Then
      play.assertMigrated();
    }
  }

  /** Enterprise serves, and no open-source server was started on the volume since. */
  private void assertNothingUndone(Play play) {
    assertThat(play.site.workload().getSpec().getTemplate().toString()).contains(Images.ENTERPRISE);
    assertThat(play.site.anonymous().edition()).isEqualTo("EE");
    assertThat(stage.cluster().violations()).isEmpty();
  }

  private static void remove(Path database, String table) throws IOException {
    Path directory;
    try (Stream<Path> tables = Files.list(database)) {
      directory =
          tables
              .filter(path -> path.getFileName().toString().startsWith(table + "~"))
              .findFirst()
              .orElseThrow();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
