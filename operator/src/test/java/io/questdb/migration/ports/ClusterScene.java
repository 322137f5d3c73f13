package io.questdb.migration.ports;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotBuilder;
import io.questdb.migration.adapter.kubernetes.KubernetesCluster;
import io.questdb.migration.change.Labels;
import java.util.Map;
import java.util.UUID;

/** A namespace of its own, and what the contract's tests put there. */
final class ClusterScene {
  static final String RUN = "run-1";
  static final String OTHER_RUN = "run-2";

  final KubernetesClient client;
  final Cluster cluster;
  final String namespace = "contract-" + UUID.randomUUID().toString().substring(0, 8);

  ClusterScene(KubernetesClient client) {
    this.client = client;
    this.cluster = new KubernetesCluster(client);
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  ObjectMeta metadata(String name, Map<String, String> labels) {
    return new ObjectMetaBuilder()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(labels)
        .build();
  }

  /** A pod with these volumes, none of which any container mounts; no scheduler looks at it. */
  Pod pod(String name, Map<String, String> labels, Volume... volumes) {
    return new PodBuilder()
        .withMetadata(metadata(name, labels))
        .withNewSpec()
        .withSchedulerName("nobody")
        .addNewContainer()
        .withName("main")
        .withImage("registry.example.com/none:1")
        .endContainer()
        .withVolumes(volumes)
        .endSpec()
        .build();
  }

  static Volume claimVolume(String claimName) {
    return new VolumeBuilder()
        .withName("data")
        .withNewPersistentVolumeClaim()
        .withClaimName(claimName)
        .endPersistentVolumeClaim()
        .build();
  }

  StatefulSet createStatefulSet(String name) {
    return client
        .resource(
            new StatefulSetBuilder()
                .withMetadata(metadata(name, Map.of()))
                .withNewSpec()
                .withReplicas(0)
                .withServiceName(name)
                .withNewSelector()
                .withMatchLabels(Map.of("app", name))
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(Map.of("app", name))
                .endMetadata()
                .withSpec(pod(name, Map.of()).getSpec())
                .endTemplate()
                .endSpec()
                .build())
        .create();
  }

  VolumeSnapshot snapshot(String name, Map<String, String> labels) {
    return new VolumeSnapshotBuilder()
        .withMetadata(metadata(name, labels))
        .withNewSpec()
        .withNewSource()
        .withPersistentVolumeClaimName("data-questdb-0")
        .endSource()
        .endSpec()
        .build();
  }

  /** A Secret that a person wrote. */
  Secret createSecret(String name, String type, Map<String, String> values) {
    return client
        .resource(
            new SecretBuilder()
                .withMetadata(metadata(name, Map.of()))
                .withType(type)
                .withStringData(values)
                .build())
        .create();
  }

  Secret secret(String name) {
    return client.secrets().inNamespace(namespace).withName(name).get();
  }

  boolean labelledBy(String runUid, ObjectMeta metadata) {
    return runUid.equals(Labels.runOf(metadata.getLabels()));
  }
}
