package io.questdb.migration.lab.scenario;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.Stage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The operator is killed with {@code kill -9} in one step, and the next one in a later step: all
 * that the step does is done, and nothing of it is recorded. Each of the manifests asks for
 * something else.
 */
@Scenarios
class KilledOperatorScenariosTest {
  private static final String PLAIN = Repository.example("quick-start.yaml");
  private static final String TLS = PLAIN + "  tls: {secretName: questdb-tls}\n";
  private static final String REPLICATION =
      PLAIN
          + """
            replication:
              objectStoreSecretRef: {name: store, key: connection}
              instanceId: questdb-primary
          """;
  private static final String ENFORCED =
      PLAIN.replace(
          "    mode: Open\n",
          """
              mode: Enforced
              adminSecretName: questdb-admin
              serviceAccounts:
                - name: ingest
                  grants:
                    - permissions: [HTTP, CREATE TABLE]
                    - permissions: [ADD COLUMN, INSERT]
                      tables: ["*"]
                  token: {secretName: ingest-token, timeToLive: 365d}
          """);
  private static final String EVERYTHING = Repository.example("everything.yaml");

  private final Stage stage;

  KilledOperatorScenariosTest(Stage stage) {
    this.stage = stage;
  }

  static Stream<Arguments> runs() {
    return Stream.of(
        arguments(
            "plain",
            PLAIN,
            List.of(
                "RehearseStart", "LeaveCheckpoint", "StopDatabase", "SwapEdition", "VerifyData")),
        arguments("with TLS", TLS, List.of("AttendVolume", "SnapshotOffline")),
        arguments("with replication", REPLICATION, List.of("EnterCheckpoint", "SealVolume")),
        arguments("enforced", ENFORCED, List.of("SnapshotOnline", "AllowEnterprise")),
        arguments("everything", EVERYTHING, List.of("StartDatabase", "ConfigureAccess")));
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("runs")
  void theNextOneGoesOn(String options, String manifest, List<String> steps) throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.loseCompletionOf(steps.get(0));
      play.site.apply(manifest);
      for (int next = 1; next <= steps.size(); next++) {
        play.awaitLostCompletion();
        if (next < steps.size()) {
          play.loseCompletionOf(steps.get(next));
        }
        // When
        stage.replaceKilledOperator();
      }
      // Then
      play.assertMigrated();
    }
  }
}
