package io.questdb.migration.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DefaultsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  static Stream<QuestDBMigrationSpec> specs() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "crd"))) {
      List<Path> valid =
          files
              .filter(file -> file.getFileName().toString().startsWith("valid-"))
              .sorted()
              .toList();
      Stream.Builder<QuestDBMigrationSpec> specs = Stream.builder();
      for (Path file : valid) {
        specs.add(
            JSON.convertValue(
                YAML.readTree(file.toFile()).get("spec"), QuestDBMigrationSpec.class));
      }
      return specs.build();
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void applyingThemTwiceIsApplyingThemOnce(QuestDBMigrationSpec spec) {
    QuestDBMigrationSpec once = Defaults.applied(spec);
    assertThat(json(Defaults.applied(once))).isEqualTo(json(once));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void whatIsGivenIsKept(QuestDBMigrationSpec spec) {
    assertThat(contains(json(Defaults.applied(spec)), json(spec))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void theGivenSpecIsNotTouched(QuestDBMigrationSpec spec) {
    // Given
    JsonNode before = json(spec);

    // When
    QuestDBMigrationSpec full = Defaults.applied(spec);
    full.getWorkload().setStatefulSetName("another");

    // Then
    assertThat(json(spec)).isEqualTo(before);
  }

  @Test
  void aMinimalSpecGetsEveryDefault() throws IOException {
    // Given
    QuestDBMigrationSpec minimal =
        JSON.readValue(
            """
            {"workload": {"statefulSetName": "questdb"},
             "enterprise": {"image": "questdb:ee"},
             "tls": {"secretName": "tls"},
             "access": {"mode": "Open"}}
            """,
            QuestDBMigrationSpec.class);

    // When
    JsonNode full = json(Defaults.applied(minimal));

    // Then
    assertThat(full)
        .isEqualTo(
            JSON.readTree(
                """
                {"suspend": false,
                 "workload": {"statefulSetName": "questdb"},
                 "enterprise": {"image": "questdb:ee", "imagePullSecrets": []},
                 "backup": {"method": "VolumeSnapshot", "snapshots": ["Online", "Offline"],
                            "releaseCheckpoint": "Auto"},
                 "tls": {"secretName": "tls", "listeners": ["HTTP", "PGWire", "ILP"]},
                 "access": {"mode": "Open", "groups": [], "users": [], "serviceAccounts": []},
                 "serverConf": {},
                 "approval": {"policy": "Automatic", "planHash": ""},
                 "timeouts": {"checkpoint": "10m", "cut": "2m", "snapshotReady": "2h",
                              "stop": "5m", "start": "15m", "outage": "20m"}}
                """));
  }

  @Test
  void withoutABackupNoSnapshotIsCut() {
    // Given
    QuestDBMigrationSpec spec = new QuestDBMigrationSpec();
    spec.setBackup(new BackupSpec());
    spec.getBackup().setMethod(BackupMethod.NONE);

    // Then
    assertThat(Defaults.applied(spec).getBackup().getSnapshots()).isEmpty();
  }

  @Test
  void everyDefaultTimeoutIsADuration() {
    TimeoutsSpec timeouts = Defaults.applied(new QuestDBMigrationSpec()).getTimeouts();
    assertThat(json(timeouts))
        .hasSize(6)
        .allSatisfy(text -> assertThat(Durations.parse(text.asText())).isPositive());
  }

  private static JsonNode json(Object bean) {
    return JSON.valueToTree(bean);
  }

  /** Whether everything in the part is in the whole, at the same place. */
  private static boolean contains(JsonNode whole, JsonNode part) {
    if (part.isObject()) {
      for (Map.Entry<String, JsonNode> field : part.properties()) {
        if (!whole.has(field.getKey()) || !contains(whole.get(field.getKey()), field.getValue())) {
          return false;
        }
      }
      return true;
    }
    if (part.isArray() && part.size() == whole.size()) {
      Iterator<JsonNode> items = whole.iterator();
      for (JsonNode item : part) {
        if (!contains(items.next(), item)) {
          return false;
        }
      }
      return true;
    }
    return whole.equals(part);
  }
}
