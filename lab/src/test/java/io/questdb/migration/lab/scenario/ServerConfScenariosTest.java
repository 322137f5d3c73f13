package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.Stage;
import org.junit.jupiter.api.Test;

/** Where {@code server.conf} is, and what becomes of a change of it. */
@Scenarios
class ServerConfScenariosTest {
  private final Stage stage;

  ServerConfScenariosTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void anApprovalIsStaleOnceTheConfigMapWasEdited() throws Exception {
    try (Play play = Play.begin(stage, "workload-configmap.yaml")) {
      // Given
      play.site.apply(
          Repository.example("server-conf-configmap.yaml")
              .replace("spec:\n", "spec:\n  approval: {policy: Manual}\n"));
      play.site.awaitMigration(
          "approval is asked for", Play.LIMIT, ServerConfScenariosTest::awaitsApproval);
      String before = planHash(play);
      // When
      stage
          .cluster()
          .client()
          .configMaps()
          .inNamespace(play.site.namespace())
          .withName("questdb")
          .edit(
              map -> {
                map.getData().computeIfPresent("server.conf", (key, text) -> text + "# edited\n");
                return map;
              });
      play.site.editMigration(migration -> migration.getSpec().getApproval().setPlanHash(before));
      // Then
      play.site.awaitMigration(
          "the approval is for another plan",
          Play.LIMIT,
          state -> state.reason("Approved").equals("ApprovalStale"));
      assertThat(planHash(play)).isNotEqualTo(before);
      assertThat(play.site.workload().getSpec().getReplicas()).isEqualTo(1);
    }
  }

  private static boolean awaitsApproval(RunState state) {
    return state.reason("Approved").equals("AwaitingApproval");
  }

  private static String planHash(Play play) {
    return play.site.migration().getStatus().getPlan().getHash();
  }
}
