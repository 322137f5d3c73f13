package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.node.Images;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.Site;
import io.questdb.migration.lab.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong on a node, and what only a node's own probes and limits can do to a pod. */
@Scenarios
@OnlyOn(
    cluster = ClusterKind.NODE,
    reason = "processes of a node, signals and probes are real there only")
class NodeTroubleScenariosTest {
  private static final String DATABASE = Site.NAME + "-0";
  private static final int KILLED = 137;

  /**
   * SIGTERM finds a process that is stopped; only in the pod's own namespace is it not the first.
   */
  private static final String HANGS_WHEN_STOPPED =
      """
                lifecycle:
                  preStop:
                    exec:
                      command:
                        - /bin/sh
                        - -c
                        - |
                          for p in /proc/[0-9]*; do
                            read name <$p/comm && [ $name != java ] || kill -STOP ${p#/proc/}
                          done
      """;

  private final Stage stage;

  NodeTroubleScenariosTest(Stage stage) {
    this.stage = stage;
  }

  @ParameterizedTest
  @CsvSource({"kubelet", "containerd"})
  void aNodeThatRestartsItsKubeletOrItsContainerRuntimeInTheOutageDelaysItOnly(String process)
      throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.holdTermination(DATABASE);
      play.apply("quick-start.yaml");
      play.awaitStep("StopDatabase");
      // When
      stage.cluster().restart(process);
      play.letGo(DATABASE);
      // Then
      play.assertMigrated();
      assertThat(play.attempt("StopDatabase")).isEqualTo(1);
      play.assertNoTemporaryPods();
    }
  }

  @Test
  void aDatabaseThatDoesNotStopInItsGracePeriodIsKilledAndLosesNothing() throws Exception {
    String workload =
        Repository.example("workload.yaml")
            .replace("GracePeriodSeconds: 60", "GracePeriodSeconds: 3")
            .replace("      containers:", "      shareProcessNamespace: true\n      containers:")
            .replace("          readinessProbe:", HANGS_WHEN_STOPPED + "          readinessProbe:");
    try (Play play = Play.beginWith(stage, workload)) {
      // Given
      play.holdTermination(DATABASE);
      // When
      play.apply("quick-start.yaml");
      play.awaitStep("StopDatabase");
      await().atMost(Play.LIMIT).until(() -> play.exitCode().isPresent());
      // Then
      assertThat(play.exitCode()).hasValue(KILLED);
      // When
      play.letGo(DATABASE);
      // Then
      play.assertMigrated();
    }
  }

  @Test
  void anEnterpriseThatCrashesAtItsRealStartOnlyIsLeftToAPerson() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.site.apply(
          """
          apiVersion: v1
          kind: Secret
          metadata: {name: store}
          stringData:
            connection: "fs::root=/proc/no/such/store;atomic_write_dir=/proc/no/such/store;"
          """);
      // When
      migrateWithLittlePatience(play, Repository.example("everything.yaml"));
      // Then
      assertLeftToAPerson(play, "pod questdb-0 (", "it ended with 55");
    }
  }

  @Test
  void anEnterpriseThatIsNeverReadyIsLeftToAPerson() throws Exception {
    // Open source lets everybody query, so this probe is a good one until access is enforced.
    String workload =
        Repository.example("workload.yaml")
            .replace("path: /status", "path: /exec?query=select%201")
            .replace("port: metrics\n            period", "port: http\n            period");
    try (Play play = Play.beginWith(stage, workload)) {
      // When
      migrateWithLittlePatience(play, Repository.example("everything.yaml"));
      // Then
      assertLeftToAPerson(play, "pod questdb-0 is not ready yet");
    }
  }

  /** Patience with the rehearsal, and little of it once that is over. */
  private static void migrateWithLittlePatience(Play play, String manifest) {
    play.site.apply(
        manifest.replace("spec:\n  workload", "spec:\n  approval: {policy: Manual}\n  workload"));
    play.awaitReason("Approved", "AwaitingApproval");
    play.site.editMigration(
        migration -> {
          migration.getSpec().getTimeouts().setStart("30s");
          String hash = migration.getStatus().getPlan().getHash();
          migration.getSpec().getApproval().setPlanHash(hash);
        });
  }

  /** Enterprise is in place and stays; open source was not started. */
  private void assertLeftToAPerson(Play play, String... why) {
    RunState end = play.awaitEnd();
    assertThat(end.condition("Succeeded")).as(end.toString()).isEqualTo("False");
    assertThat(end.condition("Stalled")).isEqualTo("True");
    assertThat(end.reason("Stalled")).isEqualTo("TimedOut");
    assertThat(end.message("Stalled"))
        .contains("StartDatabase", "Enterprise was allowed on the volume")
        .contains(why)
        .contains(play.readySnapshots());
    assertThat(play.site.pod().orElseThrow().getSpec().getContainers().get(0).getImage())
        .isEqualTo(Images.ENTERPRISE);
    assertThat(play.site.workload().getSpec().getTemplate().toString()).contains(Images.ENTERPRISE);
    assertThat(stage.cluster().violations()).isEmpty();
  }
}
