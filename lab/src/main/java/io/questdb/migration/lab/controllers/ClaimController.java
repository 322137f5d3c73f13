package io.questdb.migration.lab.controllers;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.lab.node.LabNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Claims and volumes as the controller manager treats them: binds (also a claim that names its
 * volume), asks the driver for a volume where there is none, protects claims in use, and releases
 * volumes whose claim is gone.
 */
public final class ClaimController extends ControlLoop {
  static final String PROTECTION = "kubernetes.io/pvc-protection";
  static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

  private final Cached<PersistentVolumeClaim> claims;
  private final Cached<PersistentVolume> volumes;
  private final Cached<Pod> pods;
  private final Cached<StorageClass> classes;

  public ClaimController(KubernetesClient client) {
    super("claims", client);
    claims = watch(PersistentVolumeClaim.class);
    volumes = watch(PersistentVolume.class);
    pods = watch(Pod.class);
    classes = watch(StorageClass.class);
  }

  @Override
  void pass() {
    forEach(claims.all(), this::reconcile);
    forEach(volumes.all(), this::release);
  }

  private void reconcile(PersistentVolumeClaim claim) {
    if (claim.getMetadata().getDeletionTimestamp() != null) {
      if (claim.getMetadata().getFinalizers().contains(PROTECTION) && !inUse(claim)) {
        withoutProtection(claim);
      }
    } else if (!"Bound".equals(claim.getStatus().getPhase())) {
      PersistentVolumeClaim now = client.resource(claim).get();
      if (now != null && !"Bound".equals(now.getStatus().getPhase())) {
        Optional<PersistentVolume> volume = candidate(now);
        if (volume.isPresent()) {
          bind(now, volume.get());
        } else if (isEmpty(now.getSpec().getVolumeName())) {
          askForVolume(now);
        }
      }
    }
  }

  private boolean inUse(PersistentVolumeClaim claim) {
    // Asked anew, as the real controller does: a cache may not know the newest pod.
    return client.pods().inNamespace(claim.getMetadata().getNamespace()).list().getItems().stream()
        .filter(pod -> !ended(pod))
        .anyMatch(pod -> mounts(pod, claim));
  }

  private void withoutProtection(PersistentVolumeClaim claim) {
    List<String> finalizers = new ArrayList<>(claim.getMetadata().getFinalizers());
    finalizers.remove(PROTECTION);
    patching.object(claim, Map.of("metadata", Map.of("finalizers", finalizers)));
  }

  private Optional<PersistentVolume> candidate(PersistentVolumeClaim claim) {
    String named = claim.getSpec().getVolumeName();
    if (!isEmpty(named)) {
      PersistentVolume volume = client.persistentVolumes().withName(named).get();
      return Optional.ofNullable(volume).filter(found -> free(found, claim));
    }
    return volumes.all().stream()
        .filter(volume -> volume.getSpec().getClaimRef() != null && free(volume, claim))
        .findFirst();
  }

  /** Asks the provisioner of the class; where that waits for a pod, so does this. */
  private void askForVolume(PersistentVolumeClaim claim) {
    Optional<StorageClass> type = storageClass(claim);
    if (type.isEmpty() || Provisioner.asked(claim, type.get())) {
      return;
    }
    Map<String, String> annotations = new HashMap<>();
    annotations.put(Provisioner.ASKED, type.get().getProvisioner());
    if (Provisioner.waitsForPod(type.get())) {
      if (pods.all().stream().noneMatch(pod -> mounts(pod, claim))) {
        return;
      }
      annotations.put(Provisioner.SELECTED_NODE, LabNode.NAME);
    }
    Map<String, ?> spec = Map.of("storageClassName", type.get().getMetadata().getName());
    patching.object(claim, Map.of("metadata", Map.of("annotations", annotations), "spec", spec));
  }

  private void bind(PersistentVolumeClaim claim, PersistentVolume volume) {
    Map<String, ?> reference =
        Map.of(
            "apiVersion", "v1",
            "kind", "PersistentVolumeClaim",
            "namespace", claim.getMetadata().getNamespace(),
            "name", claim.getMetadata().getName(),
            "uid", claim.getMetadata().getUid());
    patching.object(volume, Map.of("spec", Map.of("claimRef", reference)));
    patching.status(volume, Map.of("phase", "Bound"));
    List<String> finalizers = new ArrayList<>(claim.getMetadata().getFinalizers());
    if (!finalizers.contains(PROTECTION)) {
      finalizers.add(PROTECTION);
    }
    Map<String, ?> metadata =
        Map.of(
            "finalizers",
            finalizers,
            "annotations",
            Map.of("pv.kubernetes.io/bind-completed", "yes"));
    String type = volume.getSpec().getStorageClassName();
    Map<String, ?> spec =
        type == null
            ? Map.of("volumeName", volume.getMetadata().getName())
            : Map.of("volumeName", volume.getMetadata().getName(), "storageClassName", type);
    patching.object(claim, Map.of("metadata", metadata, "spec", spec));
    patching.status(
        claim,
        Map.of(
            "phase", "Bound",
            "accessModes", claim.getSpec().getAccessModes(),
            "capacity", volume.getSpec().getCapacity()));
  }

  private void release(PersistentVolume volume) {
    ObjectReference owner = volume.getSpec().getClaimRef();
    String phase = volume.getStatus() == null ? null : volume.getStatus().getPhase();
    if (owner == null) {
      if (!"Available".equals(phase)) {
        patching.status(volume, Map.of("phase", "Available"));
      }
      return;
    }
    if (owner.getUid() == null || ownerLives(owner)) {
      return;
    }
    if (!"Released".equals(phase)) {
      patching.status(volume, Map.of("phase", "Released"));
    }
  }

  private boolean ownerLives(ObjectReference owner) {
    if (claims.all().stream().anyMatch(c -> c.getMetadata().getUid().equals(owner.getUid()))) {
      return true;
    }
    PersistentVolumeClaim claim =
        client
            .persistentVolumeClaims()
            .inNamespace(owner.getNamespace())
            .withName(owner.getName())
            .get();
    return claim != null && claim.getMetadata().getUid().equals(owner.getUid());
  }

  private Optional<StorageClass> storageClass(PersistentVolumeClaim claim) {
    String name = claim.getSpec().getStorageClassName();
    return classes.all().stream()
        .filter(
            type ->
                name == null
                    ? type.getMetadata().getAnnotations() != null
                        && "true".equals(type.getMetadata().getAnnotations().get(DEFAULT_CLASS))
                    : type.getMetadata().getName().equals(name))
        .findFirst();
  }

  private static boolean free(PersistentVolume volume, PersistentVolumeClaim claim) {
    ObjectReference owner = volume.getSpec().getClaimRef();
    if (owner == null) {
      return true;
    }
    boolean named =
        claim.getMetadata().getName().equals(owner.getName())
            && claim.getMetadata().getNamespace().equals(owner.getNamespace());
    return named && (owner.getUid() == null || owner.getUid().equals(claim.getMetadata().getUid()));
  }

  private static boolean isEmpty(String text) {
    return text == null || text.isEmpty();
  }

  private static boolean ended(Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }

  private static boolean mounts(Pod pod, PersistentVolumeClaim claim) {
    return pod.getMetadata().getNamespace().equals(claim.getMetadata().getNamespace())
        && pod.getSpec().getVolumes().stream()
            .filter(volume -> volume.getPersistentVolumeClaim() != null)
            .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
            .anyMatch(claim.getMetadata().getName()::equals);
  }
}
