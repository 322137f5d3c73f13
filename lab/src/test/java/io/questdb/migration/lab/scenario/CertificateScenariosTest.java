package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.questdb.migration.lab.client.DatabaseClient;
import io.questdb.migration.lab.stage.Stage;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of a certificate after the migration. The operator has no part in it any more. */
@Scenarios
class CertificateScenariosTest {
  private final Stage stage;

  CertificateScenariosTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void aRotatedCertificateReachesTheRunningPodAndIsShownOnceItIsReloaded() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.apply("everything.yaml");
      play.assertMigrated();
      Pod pod = play.site.pod().orElseThrow();
      X509Certificate first = play.site.certificate().orElseThrow();
      DatabaseClient administrator = play.site.administratorTrusting(first);
      // When
      play.site.setCertificate(Duration.ofDays(60));
      await().atMost(Play.LIMIT).until(() -> !play.site.certificate().orElseThrow().equals(first));
      // Then
      assertThat(administrator.serves()).as("the first one is shown until the reload").isTrue();
      // The kubelet writes the directory when it comes by, so the first reload may find nothing
      // new.
      await().atMost(Play.LIMIT).until(() -> reloaded(play, administrator));
      Pod now = play.site.pod().orElseThrow();
      assertThat(now.getMetadata().getUid()).isEqualTo(pod.getMetadata().getUid());
      assertThat(now.getStatus().getContainerStatuses().get(0).getRestartCount()).isZero();
    }
  }

  private static boolean reloaded(Play play, DatabaseClient administrator) {
    if (administrator.serves()) {
      administrator.sql("select reload_tls()");
    }
    return play.site.anonymous().provesCertificate();
  }
}
