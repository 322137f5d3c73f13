package io.questdb.migration.ports;

import static io.questdb.migration.ports.ClusterScene.RUN;
import static io.questdb.migration.ports.ClusterScene.claimVolume;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeResourceRequirementsBuilder;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotClassBuilder;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotContent;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotContentBuilder;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotContentStatus;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotStatus;
import io.questdb.migration.change.Labels;
import io.questdb.migration.facts.Snapshot;
import io.questdb.migration.facts.SnapshotClass;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@link Cluster} promises about claims and snapshots, on any API server. */
public abstract class ClusterVolumesContract extends OnAnyApiServer {
  @Test
  void aPodUsesAClaimUntilItHasEnded() {
    client().resource(scene.pod("database", Map.of(), claimVolume("data"))).create();
    client().resource(scene.pod("elsewhere", Map.of(), claimVolume("other"))).create();
    client()
        .resource(
            new PodBuilder(scene.pod("initial", Map.of(), claimVolume("data")))
                .editSpec()
                .addNewInitContainer()
                .withName("init")
                .withImage("registry.example.com/none:1")
                .addNewVolumeMount()
                .withName("data")
                .withMountPath("/data")
                .endVolumeMount()
                .endInitContainer()
                .endSpec()
                .build())
        .create();
    Pod ended = client().resource(scene.pod("ended", Map.of(), claimVolume("data"))).create();
    client()
        .resource(
            new PodBuilder(ended).editOrNewStatus().withPhase("Succeeded").endStatus().build())
        .updateStatus();

    assertThat(cluster.podsOnClaim(namespace, "data"))
        .extracting(pod -> pod.getMetadata().getName())
        .containsExactlyInAnyOrder("database", "initial");
  }

  @Test
  void anEphemeralVolumeUsesTheClaimThatIsNamedAfterIt() {
    client()
        .resource(
            scene.pod(
                "scratch",
                Map.of(),
                new VolumeBuilder()
                    .withName("data")
                    .withNewEphemeral()
                    .withNewVolumeClaimTemplate()
                    .withNewSpec()
                    .withAccessModes("ReadWriteOnce")
                    .withResources(
                        new VolumeResourceRequirementsBuilder()
                            .withRequests(Map.of("storage", new Quantity("1Gi")))
                            .build())
                    .endSpec()
                    .endVolumeClaimTemplate()
                    .endEphemeral()
                    .build()))
        .create();

    assertThat(cluster.podsOnClaim(namespace, "scratch-data")).hasSize(1);
    assertThat(cluster.podsOnClaim(namespace, "data")).isEmpty();
  }

  @Test
  void aClaimNamesItsVolumeOnceItIsBound() {
    String volume = namespace + "-volume";
    client()
        .resource(
            new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(volume)
                .endMetadata()
                .withNewSpec()
                .withCapacity(Map.of("storage", new Quantity("1Gi")))
                .withAccessModes("ReadWriteOnce")
                .withNewCsi()
                .withDriver("csi.example.com")
                .withVolumeHandle("handle-1")
                .endCsi()
                .endSpec()
                .build())
        .create();
    createClaim("unbound", "no-such-class", null);
    createClaim("bound", "", volume);

    assertThat(cluster.claim(namespace, "unbound").orElseThrow().getSpec().getVolumeName())
        .isNullOrEmpty();
    String bound = cluster.claim(namespace, "bound").orElseThrow().getSpec().getVolumeName();
    assertThat(cluster.volume(bound))
        .get()
        .satisfies(v -> assertThat(v.getSpec().getCsi().getDriver()).isEqualTo("csi.example.com"));
  }

  @Test
  void aSnapshotIsCutOnceItAndItsContentPointAtEachOther() {
    cluster.create(scene.snapshot("offline", Labels.ofRun(RUN)));
    Snapshot fresh = cluster.snapshot(namespace, "offline").orElseThrow();
    assertThat(fresh.runUid()).isEqualTo(RUN);
    assertThat(fresh.claimName()).isEqualTo("data-questdb-0");

    setStatus("offline", namespace + "-content", false);
    assertThat(cutAndReady()).as("no such content").isEqualTo("not cut");

    VolumeSnapshotContent content = createContent(fresh.uid());
    assertThat(cutAndReady()).as("content without handle").isEqualTo("not cut");

    content.setStatus(new VolumeSnapshotContentStatus());
    content.getStatus().setCreationTime(1_700_000_000_123_456_789L);
    content = client().resource(content).updateStatus();
    assertThat(cutAndReady()).as("time without handle").isEqualTo("not cut");

    content.getStatus().setSnapshotHandle("snap-1");
    client().resource(content).updateStatus();
    assertThat(cutAndReady()).isEqualTo("cut at 2023-11-14T22:13:20.123456789Z");

    setStatus("offline", namespace + "-content", true);
    assertThat(cutAndReady()).isEqualTo("cut at 2023-11-14T22:13:20.123456789Z, ready");
  }

  @Test
  void aContentOfAnotherSnapshotOfThatNameProvesNothing() {
    cluster.create(scene.snapshot("offline", Labels.ofRun(RUN)));
    VolumeSnapshotContent content = createContent("another-uid");
    content.setStatus(new VolumeSnapshotContentStatus());
    content.getStatus().setCreationTime(1L);
    content.getStatus().setSnapshotHandle("snap-1");
    client().resource(content).updateStatus();

    setStatus("offline", namespace + "-content", true);

    assertThat(cutAndReady()).isEqualTo("not cut");
  }

  @Test
  void aSnapshotClassSaysWhetherItIsDefaultAndRetains() {
    for (String policy : new String[] {"Retain", "Delete"}) {
      client()
          .resource(
              new VolumeSnapshotClassBuilder()
                  .withNewMetadata()
                  .withName(namespace + "-" + policy.toLowerCase(Locale.ROOT))
                  .addToAnnotations(
                      "snapshot.storage.kubernetes.io/is-default-class",
                      Boolean.toString(policy.equals("Delete")))
                  .endMetadata()
                  .withDriver("csi.example.com")
                  .withDeletionPolicy(policy)
                  .build())
          .create();
    }

    assertThat(cluster.snapshotClasses())
        .contains(
            new SnapshotClass(namespace + "-retain", "csi.example.com", false, true),
            new SnapshotClass(namespace + "-delete", "csi.example.com", true, false));
  }

  private void createClaim(String name, String storageClassName, String volumeName) {
    client()
        .resource(
            new PersistentVolumeClaimBuilder()
                .withMetadata(scene.metadata(name, Map.of()))
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(storageClassName)
                .withVolumeName(volumeName)
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .build())
        .create();
  }

  private VolumeSnapshotContent createContent(String snapshotUid) {
    return client()
        .resource(
            new VolumeSnapshotContentBuilder()
                .withNewMetadata()
                .withName(namespace + "-content")
                .endMetadata()
                .withNewSpec()
                .withDriver("csi.example.com")
                .withDeletionPolicy("Delete")
                .withNewSource()
                .withVolumeHandle("handle-1")
                .endSource()
                .withNewVolumeSnapshotRef()
                .withNamespace(namespace)
                .withName("offline")
                .withUid(snapshotUid)
                .endVolumeSnapshotRef()
                .endSpec()
                .build())
        .create();
  }

  private void setStatus(String snapshotName, String contentName, boolean ready) {
    VolumeSnapshot snapshot =
        client()
            .resources(VolumeSnapshot.class)
            .inNamespace(namespace)
            .withName(snapshotName)
            .get();
    snapshot.setStatus(new VolumeSnapshotStatus());
    snapshot.getStatus().setBoundVolumeSnapshotContentName(contentName);
    // What the snapshot says of itself must not count.
    snapshot.getStatus().setCreationTime(Instant.EPOCH.toString());
    snapshot.getStatus().setReadyToUse(ready);
    client().resource(snapshot).updateStatus();
  }

  private String cutAndReady() {
    Snapshot snapshot = cluster.snapshot(namespace, "offline").orElseThrow();
    return snapshot.cutAt().map(time -> "cut at " + time).orElse("not cut")
        + (snapshot.ready() ? ", ready" : "");
  }
}
