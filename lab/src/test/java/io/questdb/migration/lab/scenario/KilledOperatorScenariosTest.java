package io.questdb.migration.lab.scenario;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.Stage;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The operator is killed with {@code kill -9} in a step: all that the step does is done, and
 * nothing of it is recorded. Each of the manifests asks for something else.
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

  static Stream<Arguments> steps() {
    return Stream.of(
        arguments("RehearseStart", "plain", PLAIN),
        arguments("EnterCheckpoint", "with replication", REPLICATION),
        arguments("SnapshotOnline", "enforced", ENFORCED),
        arguments("LeaveCheckpoint", "plain", PLAIN),
        arguments("AttendVolume", "with TLS", TLS),
        arguments("StopDatabase", "plain", PLAIN),
        arguments("SealVolume", "with replication", REPLICATION),
        arguments("SnapshotOffline", "with TLS", TLS),
        arguments("SwapEdition", "plain", PLAIN),
        arguments("AllowEnterprise", "enforced", ENFORCED),
        arguments("StartDatabase", "everything", EVERYTHING),
        arguments("VerifyData", "plain", PLAIN),
        arguments("ConfigureAccess", "everything", EVERYTHING));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("steps")
  void theNextOneFinishes(String step, String options, String manifest) throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.loseCompletionOf(step);
      play.site.apply(manifest);
      play.awaitLostCompletion();
      // When
      stage.replaceKilledOperator();
      // Then
      play.assertMigrated();
    }
  }
}
