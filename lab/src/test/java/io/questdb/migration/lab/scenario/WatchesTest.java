package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.lab.apiserver.Access;
import io.questdb.migration.lab.apiserver.Fault;
import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.stage.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A migration does not rest on its watches, nor on an API server that is always there. */
@Scenarios
@OnlyOn(
    cluster = ClusterKind.CONTROL_PLANE,
    reason = "only kube-apiserver can be restarted under an operator")
class WatchesTest {
  private static final int GONE = 410;

  private final Stage stage;

  WatchesTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void aMigrationWhoseWatchesHaveExpiredIsPolledToItsEnd() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      for (String resource : List.of("statefulsets", "pods", "volumesnapshots")) {
        refuseWatches(resource, Integer.MAX_VALUE);
      }
      refuseWatches("questdbmigrations", 3);
      Instant begin = Instant.now();
      stage.startOperator();
      // When
      play.apply("quick-start.yaml");
      // Then
      play.assertMigrated();
      assertThat(stage.operatorRequestsSince(begin))
          .filteredOn(access -> access.verb().equals("watch") && access.status() == GONE)
          .extracting(Access::resource)
          .contains("statefulsets", "pods", "volumesnapshots", "questdbmigrations");
    }
  }

  @Test
  void aMigrationGoesOnWhenTheApiServerIsBackAndDoesNothingTwice() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml");
        Installation operator = Installation.startIn(stage, play.site.namespace(), Map.of())) {
      // Given
      play.storage().cutDelay(Duration.ofSeconds(2));
      play.apply("quick-start.yaml");
      play.awaitStep("SnapshotOffline");
      // When
      stage.cluster().restart("kube-apiserver");
      // Then
      play.assertMigrated();
      assertThat(play.site.migration().getStatus().getSteps())
          .allSatisfy(step -> assertThat(step.getAttempt()).as(step.getName()).isEqualTo(1));
      assertThat(play.readySnapshots()).hasSize(2);
      assertThat(operator.requests())
          .filteredOn(WatchesTest::made)
          .extracting(access -> access.resource() + " " + access.name())
          .doesNotHaveDuplicates();
    }
  }

  private void refuseWatches(String resource, int times) {
    stage
        .cluster()
        .api()
        .faults()
        .add(new Fault("watch", resource, "*", times, new Fault.Answer(GONE)));
  }

  /** An event is news, and not a thing. */
  private static boolean made(Access access) {
    return access.verb().equals("create")
        && access.status() == 201
        && !access.dryRun()
        && !access.resource().equals("events");
  }
}
