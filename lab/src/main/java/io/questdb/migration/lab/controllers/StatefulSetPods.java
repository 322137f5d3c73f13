package io.questdb.migration.lab.controllers;

import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** The pods and claims that a StatefulSet asks for: pure. */
final class StatefulSetPods {
  static final String REVISION_LABEL = "controller-revision-hash";

  private StatefulSetPods() {}

  /** The same template always has the same revision, so going back is seen as going back. */
  static String revision(StatefulSet set, KubernetesSerialization json) {
    CRC32 hash = new CRC32();
    hash.update(json.asJson(set.getSpec().getTemplate()).getBytes(StandardCharsets.UTF_8));
    return set.getMetadata().getName() + "-" + Long.toHexString(hash.getValue());
  }

  static String podName(StatefulSet set, int ordinal) {
    return set.getMetadata().getName() + "-" + ordinal;
  }

  static List<PersistentVolumeClaim> claims(StatefulSet set, int ordinal) {
    return set.getSpec().getVolumeClaimTemplates().stream()
        .map(template -> claim(set, template, ordinal))
        .toList();
  }

  static Pod pod(StatefulSet set, int ordinal, String revision) {
    PodTemplateSpec template = set.getSpec().getTemplate();
    String name = podName(set, ordinal);
    Map<String, String> labels = new HashMap<>();
    Map<String, String> annotations = new HashMap<>();
    if (template.getMetadata() != null) {
      labels.putAll(orEmpty(template.getMetadata().getLabels()));
      annotations.putAll(orEmpty(template.getMetadata().getAnnotations()));
    }
    labels.put(REVISION_LABEL, revision);
    labels.put("statefulset.kubernetes.io/pod-name", name);
    labels.put("apps.kubernetes.io/pod-index", String.valueOf(ordinal));
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(set.getMetadata().getNamespace())
        .withLabels(labels)
        .withAnnotations(annotations)
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion("apps/v1")
                .withKind("StatefulSet")
                .withName(set.getMetadata().getName())
                .withUid(set.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build())
        .endMetadata()
        .withSpec(spec(set, template.getSpec(), name, ordinal))
        .build();
  }

  private static PodSpec spec(StatefulSet set, PodSpec template, String name, int ordinal) {
    List<Volume> volumes = new ArrayList<>(template.getVolumes());
    for (PersistentVolumeClaim claim : set.getSpec().getVolumeClaimTemplates()) {
      String volume = claim.getMetadata().getName();
      volumes.removeIf(existing -> existing.getName().equals(volume));
      volumes.add(
          new VolumeBuilder()
              .withName(volume)
              .withNewPersistentVolumeClaim(claimName(set, claim, ordinal), null)
              .build());
    }
    return new PodSpecBuilder(template)
        .withVolumes(volumes)
        .withHostname(name)
        .withSubdomain(set.getSpec().getServiceName())
        .build();
  }

  private static PersistentVolumeClaim claim(
      StatefulSet set, PersistentVolumeClaim template, int ordinal) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName(claimName(set, template, ordinal))
        .withNamespace(set.getMetadata().getNamespace())
        .withLabels(set.getSpec().getSelector().getMatchLabels())
        .endMetadata()
        .withSpec(template.getSpec())
        .build();
  }

  private static String claimName(StatefulSet set, PersistentVolumeClaim template, int ordinal) {
    return template.getMetadata().getName() + "-" + podName(set, ordinal);
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
