package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotContent;
import io.questdb.migration.lab.client.DatabaseClient;
import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.Site;
import io.questdb.migration.lab.stage.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Drivers that are slow, silent, late or careless, behind the controllers that users have. */
@Scenarios
@OnlyOn(
    cluster = ClusterKind.NODE,
    reason = "the snapshot controllers and volumes that can lose something are real there")
class StorageScenariosTest {
  private static final Duration READY_AFTER = Duration.ofSeconds(20);
  private static final String DATABASE = Site.NAME + "-0";

  private final Stage stage;

  StorageScenariosTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void theOutageBeginsWithABackupThatCanBeRestoredAndDoesNotWaitForTheSecondOne() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.site.apply(
          """
          apiVersion: snapshot.storage.k8s.io/v1
          kind: VolumeSnapshotClass
          metadata: {name: late}
          driver: csi.lab.questdb.io
          deletionPolicy: Delete
          parameters: {readyAfter: %ds}
          """
              .formatted(READY_AFTER.toSeconds()));
      // When
      play.site.apply(
          Repository.example("quick-start.yaml")
              + "  backup: {volumeSnapshotClassName: late, releaseCheckpoint: AtCut}\n");
      // Then
      play.assertMigrated();
      Instant online = cutAt(play, "-online-").plus(READY_AFTER);
      Instant offline = cutAt(play, "-offline-").plus(READY_AFTER);
      assertThat(Instant.parse(play.row("LeaveCheckpoint").getCompletedAt())).isBefore(online);
      assertThat(Instant.parse(play.row("StopDatabase").getStartedAt())).isAfter(online);
      assertThat(Instant.parse(play.row("SnapshotOffline").getCompletedAt())).isBefore(offline);
    }
  }

  @Test
  void aDriverThatIsSilentForAWhileIsWaitedFor() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.apply("approval.yaml");
      play.awaitReason("Approved", "AwaitingApproval");
      play.storage().hang(true);
      play.approve(play.site.migration().getStatus().getPlan().getHash());
      play.awaitStep("SnapshotOffline");
      await("the driver was asked and is waited for")
          .during(Duration.ofSeconds(3))
          .atMost(Play.LIMIT)
          .until(
              () ->
                  contents(play).size() == 2
                      && play.row("SnapshotOffline").getCompletedAt() == null);
      // When
      play.storage().hang(false);
      // Then
      play.assertMigrated();
      assertThat(play.attempt("SnapshotOffline")).isEqualTo(1);
    }
  }

  @Test
  void aSnapshotThatIsCutAfterItWasGivenUpIsNoBackupAndDoesNotStay() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.site.apply(Repository.example("approval.yaml") + "  timeouts: {cut: 2m}\n");
      play.awaitReason("Approved", "AwaitingApproval");
      play.storage().cutAfterTimeout(Duration.ofSeconds(15));
      // When
      play.site.editMigration(
          migration -> {
            migration.getSpec().getTimeouts().setCut("3s");
            String hash = migration.getStatus().getPlan().getHash();
            migration.getSpec().getApproval().setPlanHash(hash);
          });
      // Then
      RunState end = play.awaitEnd();
      assertThat(end.reason("Stalled")).as(end.toString()).isEqualTo("TimedOut");
      play.assertUntouched();
      await().atMost(Play.LIMIT).until(() -> contents(play).size() == 1);
      assertThat(play.readySnapshots()).singleElement().asString().contains("-online-");
    }
  }

  @Test
  void theOfflineSnapshotHasEveryAcknowledgedRowEvenIfItKeepsSyncedBytesOnly() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      play.storage().syncedOnly(true);
      play.holdTermination(DATABASE);
      play.apply("quick-start.yaml");
      play.awaitStep("StopDatabase");
      await().atMost(Play.LIMIT).until(() -> play.exitCode().isPresent());
      long acknowledged = play.acknowledged();
      play.letGo(DATABASE);
      play.assertMigrated();
      // When
      DatabaseClient restored = startFrom(play, snapshots(play, "-offline-").get(0), ":");
      // Then
      assertThat(play.lostIn(restored, acknowledged)).isZero();
    }
  }

  @Test
  void theOnlineSnapshotHasEveryRowOfBeforeEvenIfFilesAreCopiedUnderTheWriter() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      long acknowledged = play.acknowledged();
      play.storage().slowCopy(true);
      // When
      play.apply("quick-start.yaml");
      play.assertMigrated();
      String trigger = ": >/var/lib/questdb/_restore";
      DatabaseClient restored = startFrom(play, snapshots(play, "-online-").get(0), trigger);
      // Then
      assertThat(play.lostIn(restored, acknowledged)).isZero();
    }
  }

  /** Open source on a copy, as the handbook restores it; {@code before} is done to it first. */
  private static DatabaseClient startFrom(Play play, VolumeSnapshot snapshot, String before) {
    play.site.apply(
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: restored}
        spec:
          accessModes: [ReadWriteOnce]
          resources: {requests: {storage: 1Gi}}
          dataSource: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: %s}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: restored}
        spec:
          initContainers:
            - name: before
              image: questdb/questdb:9.3.4
              command: ["/bin/sh", "-c", "%s"]
              volumeMounts: [{name: data, mountPath: /var/lib/questdb}]
          containers:
            - name: questdb
              image: questdb/questdb:9.3.4
              volumeMounts: [{name: data, mountPath: /var/lib/questdb}]
          volumes:
            - name: data
              persistentVolumeClaim: {claimName: restored}
        """
            .formatted(snapshot.getMetadata().getName(), before));
    return play.site.inPod("restored");
  }

  private static List<VolumeSnapshot> snapshots(Play play, String kind) {
    return play.snapshots().stream()
        .filter(snapshot -> snapshot.getMetadata().getName().contains(kind))
        .toList();
  }

  private static Instant cutAt(Play play, String kind) {
    return Instant.parse(snapshots(play, kind).get(0).getStatus().getCreationTime());
  }

  /** What the storage system keeps for this namespace. */
  private List<VolumeSnapshotContent> contents(Play play) {
    return stage
        .cluster()
        .client()
        .resources(VolumeSnapshotContent.class)
        .list()
        .getItems()
        .stream()
        .filter(
            content ->
                play.site
                    .namespace()
                    .equals(content.getSpec().getVolumeSnapshotRef().getNamespace()))
        .toList();
  }
}
