package io.questdb.migration.ports;

import static io.questdb.migration.ports.ClusterScene.OTHER_RUN;
import static io.questdb.migration.ports.ClusterScene.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.questdb.migration.change.Labels;
import io.questdb.migration.facts.DryRun;
import io.questdb.migration.facts.Handoff;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.TemporaryPod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What {@link Cluster} promises about objects, on any API server. Volumes and Secrets have theirs.
 */
public abstract class ClusterContract extends OnAnyApiServer {
  private static final String REPLICAS_ARE = "[{'op':'test','path':'/spec/replicas','value':%d},";
  private static final String SET_REPLICAS = "{'op':'replace','path':'/spec/replicas','value':%d}]";

  @Test
  void whatIsMissingIsEmpty() {
    assertThat(cluster.statefulSet(namespace, "questdb")).isEmpty();
    assertThat(cluster.pod(namespace, "questdb-0")).isEmpty();
    assertThat(cluster.temporaryPod(namespace, "inspect")).isEmpty();
    assertThat(cluster.log(namespace, "seal", "seal")).isEmpty();
    assertThat(cluster.claim(namespace, "data-questdb-0")).isEmpty();
    assertThat(cluster.volume(namespace + "-volume")).isEmpty();
    assertThat(cluster.snapshot(namespace, "offline")).isEmpty();
    assertThat(cluster.podsOnClaim(namespace, "data-questdb-0")).isEmpty();
    assertThat(cluster.temporaries(namespace, RUN)).isEmpty();
    assertThat(cluster.services(namespace)).isEmpty();
    assertThat(cluster.handoff(namespace, "questdb-handoff")).isEmpty();
  }

  @Test
  void aHandoffReplacesThatOfAnEarlierRunAndHasNoOwner() {
    cluster.writeHandoff(namespace, "questdb-handoff", OTHER_RUN, Map.of("old.txt", "1"));
    cluster.writeHandoff(namespace, "questdb-handoff", RUN, Map.of("README.txt", "2"));

    assertThat(cluster.handoff(namespace, "questdb-handoff"))
        .contains(new Handoff("questdb-handoff", RUN, Map.of("README.txt", "2")));
    assertThat(configMap("questdb-handoff").getMetadata().getOwnerReferences()).isEmpty();
  }

  @Test
  void aConfigMapOfSomebodyElseIsNeverReplacedByAHandoff() {
    client()
        .resource(
            new ConfigMapBuilder()
                .withMetadata(scene.metadata("questdb-handoff", Map.of()))
                .withData(Map.of("theirs", "1"))
                .build())
        .create();

    assertThat(cluster.handoff(namespace, "questdb-handoff").orElseThrow().runUid()).isEmpty();
    assertThatThrownBy(
            () -> cluster.writeHandoff(namespace, "questdb-handoff", RUN, Map.of("ours", "2")))
        .isInstanceOf(PortException.Rejected.class);
    assertThat(configMap("questdb-handoff").getData()).isEqualTo(Map.of("theirs", "1"));
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
        .extracting(found -> found.object().kind(), found -> found.object().name())
        .containsExactlyInAnyOrder(tuple("Pod", "inspect"), tuple("VolumeSnapshot", "trial"));
  }

  @Test
  void aSnapshotThatIsToldToGoIsNotTemporaryAnyMore() {
    VolumeSnapshot trial = scene.snapshot("trial", Labels.temporary(RUN));
    trial.getMetadata().setFinalizers(List.of("example.com/cutting"));
    VolumeSnapshot created = client().resource(trial).create();

    client().resource(created).delete();

    assertThat(cluster.temporaries(namespace, RUN)).isEmpty();
    assertThat(cluster.snapshot(namespace, "trial").orElseThrow().terminating()).isTrue();
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

  private ConfigMap configMap(String name) {
    return client().configMaps().inNamespace(namespace).withName(name).get();
  }

  private int replicas() {
    return cluster.statefulSet(namespace, "questdb").orElseThrow().getSpec().getReplicas();
  }
}
