package io.questdb.migration.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotContent;
import io.questdb.migration.lab.node.Image;
import io.questdb.migration.lab.node.Images;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real server on the embedded cluster. */
class DatabasesOnTheLabTest {
  private EmbeddedCluster cluster;
  private KubernetesClient client;
  private Seen seen;

  @BeforeEach
  void start() {
    cluster = EmbeddedCluster.start();
    cluster.images().add(Image.program("busybox", List.of("sh")));
    client = cluster.client();
    seen = Seen.in(cluster);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void aStatefulSetServesAndKeepsItsDataOverAStop() throws Exception {
    // Given
    cluster.apply(Manifests.database("trades"));
    Sql sql = Sql.awaiting(cluster, "trades");
    sql.run("create table t (ts timestamp, v long) timestamp(ts) partition by day wal");
    sql.run("insert into t values (now(), 42)");
    StatefulSet up = seen.when(StatefulSet.class, "trades", set -> ready(set) == 1);
    assertThat(up.getStatus().getUpdateRevision()).isEqualTo(up.getStatus().getCurrentRevision());
    // When
    scale("trades", 0);
    seen.gone(Pod.class, "trades-0");
    // Then
    assertThat(sql.refused()).isTrue();
    // When
    scale("trades", 1);
    // Then
    assertThat(Sql.awaiting(cluster, "trades").run("select v from t")).contains("[[42]]");
  }

  @Test
  void aSnapshotUnderACheckpointIsRestoredIntoAnotherClaim() throws Exception {
    // Given
    cluster.apply(Manifests.database("trades"));
    Sql sql = Sql.awaiting(cluster, "trades");
    sql.run("create table t (ts timestamp, v long) timestamp(ts) partition by day wal");
    sql.run("insert into t values (now(), 1)");
    cluster.storage().neverReady();
    // When
    sql.run("checkpoint create");
    cluster.apply(Manifests.snapshot("online", "data-trades-0"));
    VolumeSnapshot cut = seen.when(VolumeSnapshot.class, "online", DatabasesOnTheLabTest::cut);
    sql.run("checkpoint release");
    sql.run("insert into t values (now(), 2)");
    // Then
    assertThat(cut.getStatus().getReadyToUse()).isFalse();
    VolumeSnapshotContent content =
        client
            .resources(VolumeSnapshotContent.class)
            .withName(cut.getStatus().getBoundVolumeSnapshotContentName())
            .require();
    assertThat(content.getSpec().getVolumeSnapshotRef().getUid())
        .isEqualTo(cut.getMetadata().getUid());
    assertThat(content.getStatus().getSnapshotHandle()).isNotEmpty();
    // When
    cluster.storage().readyAfter(Duration.ZERO);
    cluster.apply(Manifests.claim("data-copy-0", "online"));
    cluster.apply(Manifests.script("arm", "data-copy-0", "touch /data/_restore"));
    seen.podInPhase("arm", "Succeeded");
    cluster.apply(Manifests.database("copy"));
    // Then
    assertThat(Sql.awaiting(cluster, "copy").run("select v from t")).contains("[[1]]");
    assertThat(cluster.volume("default", "data-copy-0").resolve("_restore")).doesNotExist();
  }

  @Test
  void aConfigMapOverServerConfIsSeenByTheServerAlone() throws Exception {
    // Given
    cluster.apply(Manifests.claim("data-trades-0", ""));
    seen.when(PersistentVolumeClaim.class, "data-trades-0", DatabasesOnTheLabTest::bound);
    Path volume = cluster.volume("default", "data-trades-0");
    Files.createDirectories(volume.resolve("conf"));
    Files.writeString(volume.resolve("conf/server.conf"), "cairo.max.uncommitted.rows=1111\n");
    cluster.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: conf}
        data: {server.conf: "cairo.max.uncommitted.rows=2222"}
        """);
    // When
    cluster.apply(
        Manifests.database(
            "trades",
            Images.OPEN_SOURCE,
            "{name: conf, mountPath: /var/lib/questdb/conf/server.conf, subPath: server.conf}",
            "{name: conf, configMap: {name: conf}}"));
    Sql sql = Sql.awaiting(cluster, "trades");
    sql.run("create table t (ts timestamp, v long) timestamp(ts) partition by day wal");
    cluster.apply(
        Manifests.script(
            "look", "data-trades-0", "cat /data/conf/server.conf > /dev/termination-log"));
    // Then
    String query =
        "select value from (show parameters) where property_path = 'cairo.max.uncommitted.rows'";
    assertThat(sql.run(query)).contains("2222");
    assertThat(seen.messageOf("look")).contains("1111");
    // When
    scale("trades", 0);
    seen.gone(Pod.class, "trades-0");
    // Then
    assertThat(volume.resolve("conf/server.conf")).hasContent("cairo.max.uncommitted.rows=1111");
    assertThat(volume.resolve("conf/log.conf")).isRegularFile();
    assertThat(volume.resolve("db/tables.d.0")).isRegularFile();
  }

  @Test
  void aSecondServerOnTheVolumeIsKeptOutByTheServersOwnLock() {
    // Given
    cluster.apply(Manifests.database("trades"));
    Sql.awaiting(cluster, "trades");
    // When
    cluster.apply(
        Manifests.script("second", "data-trades-0", "")
            .replaceFirst("command:.*", "args: [-d, /data]")
            .replace("busybox", Images.OPEN_SOURCE));
    // Then
    Pod second = seen.podInPhase("second", "Failed");
    assertThat(exitCode(second)).isEqualTo(55);
    assertThat(client.pods().inNamespace("default").withName("second").getLog())
        .contains("cannot lock table name registry");
  }

  @Test
  void openSourceOnAnEnterpriseVolumeIsRefusedAndRecorded() throws Exception {
    // Given
    cluster.apply(Manifests.claim("data-trades-0", ""));
    seen.when(PersistentVolumeClaim.class, "data-trades-0", DatabasesOnTheLabTest::bound);
    Path volume = cluster.volume("default", "data-trades-0");
    Files.createDirectories(volume.resolve("db"));
    Files.createFile(volume.resolve("db/.enterprise"));
    assertThat(cluster.violations()).isEmpty();
    // When
    cluster.apply(Manifests.database("trades"));
    // Then
    Pod refused =
        seen.when(
            Pod.class,
            "trades-0",
            pod ->
                pod.getStatus().getContainerStatuses().stream()
                    .anyMatch(status -> status.getRestartCount() > 1));
    assertThat(
            refused
                .getStatus()
                .getContainerStatuses()
                .get(0)
                .getLastState()
                .getTerminated()
                .getExitCode())
        .isEqualTo(55);
    assertThat(cluster.violations()).isNotEmpty();
  }

  @Test
  void aPodThatHoldsTheServersLockKeepsEveryServerFromTheVolume() {
    // Given
    cluster.apply(Manifests.database("trades"));
    Sql.awaiting(cluster, "trades");
    cluster.apply(
        Manifests.script("fence", "data-trades-0", "exec flock /data/db/tables.d.lock sleep 60"));
    scale("trades", 0);
    seen.gone(Pod.class, "trades-0");
    // When
    scale("trades", 1);
    // Then
    seen.podWithReason("trades-0", "CrashLoopBackOff");
    // When
    client.pods().inNamespace("default").withName("fence").withGracePeriod(0).delete();
    // Then
    Sql.awaiting(cluster, "trades");
    assertThat(cluster.violations()).isEmpty();
  }

  @Test
  void goingBackToAGoodTemplateDoesNotReplaceAStuckPod() {
    // Given
    cluster.apply(Manifests.database("trades"));
    Sql.awaiting(cluster, "trades");
    String before = revision("trades");
    // When
    setImage("trades", "questdb/questdb:does-not-exist");
    // Then
    seen.podWithReason("trades-0", "ImagePullBackOff");
    // When
    setImage("trades", Images.OPEN_SOURCE);
    seen.when(
        StatefulSet.class,
        "trades",
        set ->
            set.getStatus().getUpdateRevision().equals(before)
                && set.getStatus()
                    .getObservedGeneration()
                    .equals(set.getMetadata().getGeneration()));
    // Then
    await()
        .during(Duration.ofMillis(700))
        .atMost(Duration.ofSeconds(3))
        .until(() -> seen.podWithReason("trades-0", "ImagePullBackOff") != null);
    // When
    client.pods().inNamespace("default").withName("trades-0").delete();
    // Then
    Sql.awaiting(cluster, "trades");
    assertThat(revision("trades")).isEqualTo(before);
  }

  @Test
  void aKilledDatabaseIsRestartedInItsPod() {
    // Given
    cluster.apply(Manifests.database("trades"));
    Sql.awaiting(cluster, "trades");
    String uid = seen.when(Pod.class, "trades-0", Seen::ready).getMetadata().getUid();
    // When
    cluster.killDatabase("default", "trades-0");
    // Then
    Pod again =
        seen.when(
            Pod.class,
            "trades-0",
            pod ->
                Seen.ready(pod)
                    && pod.getStatus().getContainerStatuses().get(0).getRestartCount() == 1);
    assertThat(again.getMetadata().getUid()).isEqualTo(uid);
    assertThat(
            again
                .getStatus()
                .getContainerStatuses()
                .get(0)
                .getLastState()
                .getTerminated()
                .getExitCode())
        .isEqualTo(137);
  }

  @Test
  void aPodThatTheApiRefusesIsAnEventOfItsSet() {
    // When
    cluster.apply(
        Manifests.database(
            "trades", Images.OPEN_SOURCE, "{name: nothing, mountPath: /nothing}", ""));
    // Then
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                client.v1().events().inNamespace("default").list().getItems().stream()
                    .map(Event::getReason)
                    .anyMatch("FailedCreate"::equals));
  }

  private void scale(String set, int replicas) {
    client.apps().statefulSets().inNamespace("default").withName(set).scale(replicas);
  }

  private void setImage(String set, String image) {
    client
        .apps()
        .statefulSets()
        .inNamespace("default")
        .withName(set)
        .edit(
            found -> {
              found.getSpec().getTemplate().getSpec().getContainers().get(0).setImage(image);
              return found;
            });
  }

  private String revision(String set) {
    return seen.when(StatefulSet.class, set, found -> ready(found) == 1)
        .getStatus()
        .getUpdateRevision();
  }

  private static int exitCode(Pod pod) {
    return pod.getStatus().getContainerStatuses().get(0).getState().getTerminated().getExitCode();
  }

  private static int ready(StatefulSet set) {
    Integer ready = set.getStatus().getReadyReplicas();
    return ready == null ? 0 : ready;
  }

  private static boolean cut(VolumeSnapshot snapshot) {
    return snapshot.getStatus() != null && snapshot.getStatus().getCreationTime() != null;
  }

  private static boolean bound(PersistentVolumeClaim claim) {
    return "Bound".equals(claim.getStatus().getPhase());
  }
}
