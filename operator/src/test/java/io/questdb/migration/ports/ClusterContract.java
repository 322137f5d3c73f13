package io.questdb.migration.ports;

import static io.questdb.migration.ports.ClusterScene.OTHER_RUN;
import static io.questdb.migration.ports.ClusterScene.RUN;
import static io.questdb.migration.ports.ClusterScene.claimVolume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeResourceRequirementsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotClassBuilder;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotContent;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotContentBuilder;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotContentStatus;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotStatus;
import io.questdb.migration.change.Labels;
import io.questdb.migration.facts.Claim;
import io.questdb.migration.facts.DryRun;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.Snapshot;
import io.questdb.migration.facts.SnapshotClass;
import io.questdb.migration.facts.TemporaryPod;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link Cluster} promises about objects, on any API server. Secrets have their own. */
public abstract class ClusterContract {
  private static final String REPLICAS_ARE = "[{'op':'test','path':'/spec/replicas','value':%d},";
  private static final String SET_REPLICAS = "{'op':'replace','path':'/spec/replicas','value':%d}]";

  private ClusterScene scene;
  private Cluster cluster;
  private String namespace;

  /** A client that may do everything. */
  protected abstract KubernetesClient client();

  @BeforeEach
  void setScene() {
    scene = new ClusterScene(client());
    cluster = scene.cluster;
    namespace = scene.namespace;
  }

  @Test
  void whatIsMissingIsEmpty() {
    assertThat(cluster.statefulSet(namespace, "questdb")).isEmpty();
    assertThat(cluster.pod(namespace, "questdb-0")).isEmpty();
    assertThat(cluster.temporaryPod(namespace, "inspect")).isEmpty();
    assertThat(cluster.log(namespace, "seal", "seal")).isEmpty();
    assertThat(cluster.claim(namespace, "data-questdb-0")).isEmpty();
    assertThat(cluster.snapshot(namespace, "offline")).isEmpty();
    assertThat(cluster.podsOnClaim(namespace, "data-questdb-0")).isEmpty();
    assertThat(cluster.temporaries(namespace, RUN)).isEmpty();
    assertThat(cluster.services(namespace)).isEmpty();
  }

  @Test
  void anObjectThatThisRunHasCreatedIsAccepted() {
    Pod pod = scene.pod("inspect", Labels.temporary(RUN));
    cluster.create(pod);
    String uid = cluster.pod(namespace, "inspect").orElseThrow().getMetadata().getUid();

    cluster.create(pod);

    assertThat(cluster.pod(namespace, "inspect").orElseThrow().getMetadata().getUid())
        .isEqualTo(uid);
  }

  @Test
  void anObjectOfSomebodyElseIsAConflict() {
    client().resource(scene.pod("stranger", Map.of())).create();
    cluster.create(scene.pod("inspect", Labels.temporary(OTHER_RUN)));

    for (String name : new String[] {"stranger", "inspect"}) {
      assertThatThrownBy(() -> cluster.create(scene.pod(name, Labels.temporary(RUN))))
          .isInstanceOf(PortException.Conflict.class)
          .hasMessageContaining(name);
    }
  }

  @Test
  void anObjectWithoutTheLabelOfItsRunIsNeverCreated() {
    assertThatThrownBy(() -> cluster.create(scene.pod("inspect", Map.of())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(cluster.pod(namespace, "inspect")).isEmpty();
  }

  @Test
  void anInvalidObjectIsRejected() {
    Pod bare =
        new PodBuilder(scene.pod("inspect", Labels.temporary(RUN)))
            .editSpec()
            .withContainers()
            .endSpec()
            .build();

    assertThatThrownBy(() -> cluster.create(bare)).isInstanceOf(PortException.Rejected.class);
    assertThat(cluster.dryRunCreate(bare).accepted()).isFalse();
  }

  @Test
  void onlyTheObjectThatIsMeantIsDeleted() {
    cluster.create(scene.snapshot("trial", Labels.temporary(RUN)));
    String uid = cluster.snapshot(namespace, "trial").orElseThrow().uid();

    cluster.delete(namespace, new OwnedObject("VolumeSnapshot", "trial", "another"));
    assertThat(cluster.snapshot(namespace, "trial")).isPresent();

    cluster.delete(namespace, new OwnedObject("VolumeSnapshot", "trial", uid));
    assertThat(cluster.snapshot(namespace, "trial")).isEmpty();

    cluster.delete(namespace, new OwnedObject("VolumeSnapshot", "trial", uid));
  }

  @Test
  void onlyThePodThatIsMeantIsDeleted() {
    cluster.create(scene.pod("inspect", Labels.temporary(RUN)));
    Pod pod = cluster.pod(namespace, "inspect").orElseThrow();

    cluster.deletePod(namespace, "inspect", "another");
    assertThat(cluster.pod(namespace, "inspect")).contains(pod);

    cluster.deletePod(namespace, "inspect", pod.getMetadata().getUid());
    assertThat(cluster.temporaryPod(namespace, "inspect").map(TemporaryPod::terminating))
        .isNotEqualTo(Optional.of(false));
  }

  @Test
  void aPatchAppliesWhereItsTestsHold() {
    scene.createStatefulSet("questdb");

    cluster.patchStatefulSet(namespace, "questdb", patch(0, 1));

    assertThat(replicas()).isEqualTo(1);
  }

  @Test
  void aPatchWhoseTestFailsIsAConflictAndChangesNothing() {
    scene.createStatefulSet("questdb");

    assertThatThrownBy(() -> cluster.patchStatefulSet(namespace, "questdb", patch(7, 1)))
        .isInstanceOf(PortException.Conflict.class);
    assertThat(replicas()).isZero();
  }

  @Test
  void aPatchThatMakesAnInvalidObjectIsRejected() {
    scene.createStatefulSet("questdb");
    String patch = "[{'op':'replace','path':'/spec/serviceName','value':'another'}]";

    assertThatThrownBy(
            () -> cluster.patchStatefulSet(namespace, "questdb", patch.replace('\'', '"')))
        .isInstanceOf(PortException.Rejected.class);
  }

  @Test
  void aPatchOfAMissingSetIsAConflict() {
    assertThatThrownBy(() -> cluster.patchStatefulSet(namespace, "questdb", patch(0, 1)))
        .isInstanceOf(PortException.Conflict.class);
  }

  @Test
  void aDryRunSaysWhatWouldHappenAndChangesNothing() {
    scene.createStatefulSet("questdb");

    assertThat(cluster.dryRunPatch(namespace, "questdb", patch(0, 1)))
        .isEqualTo(new DryRun(true, ""));
    assertThat(cluster.dryRunPatch(namespace, "questdb", patch(7, 1)).accepted()).isFalse();
    assertThat(cluster.dryRunCreate(scene.pod("inspect", Labels.temporary(RUN))).accepted())
        .isTrue();

    assertThat(replicas()).isZero();
    assertThat(cluster.pod(namespace, "inspect")).isEmpty();
  }

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
  void aClaimComesWithItsVolumeOnceItIsBound() {
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
    createClaim("unbound", null);
    createClaim("bound", volume);

    assertThat(cluster.claim(namespace, "unbound").flatMap(Claim::volume)).isEmpty();
    assertThat(cluster.claim(namespace, "bound").flatMap(Claim::volume))
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

  @Test
  void servicesAreThoseOfTheNamespace() {
    client()
        .resource(
            new ServiceBuilder()
                .withMetadata(scene.metadata("questdb", Map.of()))
                .withNewSpec()
                .addNewPort()
                .withPort(9000)
                .endPort()
                .endSpec()
                .build())
        .create();

    assertThat(cluster.services(namespace))
        .extracting(service -> service.getMetadata().getName())
        .containsExactly("questdb");
  }

  @Test
  void temporariesAreThoseOfTheRunAlone() {
    cluster.create(scene.pod("inspect", Labels.temporary(RUN)));
    cluster.create(scene.snapshot("trial", Labels.temporary(RUN)));
    cluster.create(scene.snapshot("offline", Labels.ofRun(RUN)));
    cluster.create(scene.pod("theirs", Labels.temporary(OTHER_RUN)));

    assertThat(cluster.temporaries(namespace, RUN))
        .extracting(OwnedObject::kind, OwnedObject::name)
        .containsExactlyInAnyOrder(tuple("Pod", "inspect"), tuple("VolumeSnapshot", "trial"));
  }

  @Test
  void aTemporaryPodTellsHowItsContainersEnded() {
    Pod pod = client().resource(scene.pod("seal", Labels.temporary(RUN))).create();
    assertThat(cluster.temporaryPod(namespace, "seal").orElseThrow().container("main")).isEmpty();

    client()
        .resource(
            new PodBuilder(pod)
                .editOrNewStatus()
                .withPhase("Running")
                .withPodIP("10.0.0.7")
                .addToInitContainerStatuses(
                    status("stage")
                        .withNewState()
                        .withNewTerminated()
                        .withExitCode(3)
                        .withMessage("{}")
                        .withReason("Error")
                        .endTerminated()
                        .endState()
                        .build())
                .addToContainerStatuses(
                    status("main")
                        .withNewState()
                        .withNewWaiting()
                        .withReason("ErrImagePull")
                        .endWaiting()
                        .endState()
                        .build())
                .endStatus()
                .build())
        .updateStatus();

    TemporaryPod seal = cluster.temporaryPod(namespace, "seal").orElseThrow();
    assertThat(seal.phase()).isEqualTo("Running");
    assertThat(seal.address()).contains("10.0.0.7");
    assertThat(seal.ready()).isFalse();
    assertThat(seal.container("stage"))
        .hasValueSatisfying(
            stage -> {
              assertThat(stage.failed()).isTrue();
              assertThat(stage.message()).isEqualTo("{}");
              assertThat(stage.imageId()).isEqualTo("sha256:1");
            });
    assertThat(seal.container("main").orElseThrow().reason()).isEqualTo("ErrImagePull");
    assertThat(seal.container("main").orElseThrow().exitCode()).isEmpty();
  }

  private static ContainerStatusBuilder status(String name) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withImage("registry.example.com/none:1")
        .withImageID("sha256:1")
        .withReady(false)
        .withRestartCount(0);
  }

  private static String patch(int expected, int wanted) {
    return (REPLICAS_ARE + SET_REPLICAS).formatted(expected, wanted).replace('\'', '"');
  }

  private int replicas() {
    return cluster.statefulSet(namespace, "questdb").orElseThrow().getSpec().getReplicas();
  }

  private void createClaim(String name, String volumeName) {
    client()
        .resource(
            new PersistentVolumeClaimBuilder()
                .withMetadata(scene.metadata(name, Map.of()))
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName("")
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
