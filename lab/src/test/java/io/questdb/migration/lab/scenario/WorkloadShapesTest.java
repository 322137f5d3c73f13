package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** StatefulSets as they are found in the field, down to what only a kubelet makes of them. */
@Scenarios
@OnlyOn(
    cluster = ClusterKind.NODE,
    reason = "init containers, subPath mounts and fsGroup are the kubelet's")
class WorkloadShapesTest {
  private final Stage stage;

  WorkloadShapesTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void theVendorsChartMigratesAndItsConfigMapStays() throws Exception {
    try (Play play = Play.beginWith(stage, workload("vendor-chart.yaml"))) {
      // Given
      Surroundings before = play.surroundings();
      assertThat(play.parameter("cairo.max.uncommitted.rows")).isEqualTo("250000");
      // When
      play.apply("everything.yaml");
      // Then
      play.assertMigrated();
      assertThat(play.parameter("cairo.max.uncommitted.rows")).isEqualTo("500000");
      assertThat(play.surroundings().objects()).containsAll(before.objects("ConfigMap"));
      // When
      play.site.restartPod();
      // Then
      play.assertServedByEnterprise();
      assertThat(play.parameter("cairo.max.uncommitted.rows")).isEqualTo("500000");
      assertThat(Files.readAllLines(play.site.volume().resolve("starts"))).hasSize(3);
    }
  }

  @Test
  void aStatefulSetWithAClaimThatExistedBeforeMigrates() throws Exception {
    try (Play play = Play.beginWith(stage, workload("existing-claim.yaml"))) {
      // Given
      assertThat(play.site.claim()).isEqualTo("my-data");
      // When
      play.apply("quick-start.yaml");
      // Then
      play.assertMigrated();
    }
  }

  @Test
  void aDatabaseThatIsNotRootReadsTheTlsKeyAndOwnsItsFiles() throws Exception {
    String user = "securityContext: {runAsNonRoot: true, runAsUser: 10001, fsGroup: 10001}";
    String workload =
        Repository.example("workload.yaml")
            .replace(
                "automountServiceAccountToken: false",
                "automountServiceAccountToken: false\n      " + user);
    try (Play play = Play.beginWith(stage, workload)) {
      // When
      play.apply("everything.yaml");
      // Then
      play.assertMigrated();
      assertThat(play.site.anonymous().provesCertificate()).isTrue();
      // When
      play.site.restartPod();
      // Then
      play.assertServedByEnterprise();
      assertThat(Files.getAttribute(play.site.volume().resolve("conf"), "unix:uid"))
          .isEqualTo(10001);
    }
  }

  private static String workload(String name) {
    try (var resource = WorkloadShapesTest.class.getResourceAsStream("/workloads/" + name)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
