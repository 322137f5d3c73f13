package io.questdb.migration.lab.controllers;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.TypedObjectReference;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotContent;
import io.questdb.migration.lab.node.CsiDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Claims and volumes: provisions (empty or from a snapshot), binds (also a claim that names its
 * volume), protects claims in use, and releases, keeps or deletes volumes whose claim is gone.
 */
public final class ClaimController extends ControlLoop {
  static final String PROTECTION = "kubernetes.io/pvc-protection";
  static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

  private final CsiDriver driver;
  private final Cached<PersistentVolumeClaim> claims;
  private final Cached<PersistentVolume> volumes;
  private final Cached<Pod> pods;
  private final Cached<StorageClass> classes;
  private final Cached<VolumeSnapshot> snapshots;

  public ClaimController(KubernetesClient client, CsiDriver driver) {
    super("claims", client);
    this.driver = driver;
    claims = watch(PersistentVolumeClaim.class);
    volumes = watch(PersistentVolume.class);
    pods = watch(Pod.class);
    classes = watch(StorageClass.class);
    snapshots = watch(VolumeSnapshot.class);
  }

  @Override
  void pass() {
    forEach(claims.all(), this::reconcile);
    forEach(volumes.all(), this::reclaim);
  }

  private void reconcile(PersistentVolumeClaim claim) {
    if (claim.getMetadata().getDeletionTimestamp() != null) {
      if (claim.getMetadata().getFinalizers().contains(PROTECTION) && !inUse(claim)) {
        withoutProtection(claim);
      }
    } else if (!"Bound".equals(claim.getStatus().getPhase())) {
      PersistentVolumeClaim now = client.resource(claim).get();
      if (now != null && !"Bound".equals(now.getStatus().getPhase())) {
        candidate(now).ifPresent(volume -> bind(now, volume));
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
    if (named != null && !named.isEmpty()) {
      PersistentVolume volume = client.persistentVolumes().withName(named).get();
      return Optional.ofNullable(volume).filter(found -> free(found, claim));
    }
    Optional<PersistentVolume> reserved =
        volumes.all().stream()
            .filter(volume -> volume.getSpec().getClaimRef() != null && free(volume, claim))
            .findFirst();
    if (reserved.isPresent()) {
      return reserved;
    }
    return storageClass(claim)
        .filter(type -> type.getProvisioner().equals(CsiDriver.NAME))
        .filter(type -> !waitsForPod(type) || pods.all().stream().anyMatch(p -> mounts(p, claim)))
        .flatMap(type -> provision(claim, type));
  }

  private Optional<PersistentVolume> provision(PersistentVolumeClaim claim, StorageClass type) {
    String handle = "pvc-" + claim.getMetadata().getUid();
    PersistentVolume existing = client.persistentVolumes().withName(handle).get();
    if (existing != null) {
      return Optional.of(existing);
    }
    try {
      TypedObjectReference source = claim.getSpec().getDataSourceRef();
      String kind = source == null ? "" : source.getKind();
      if (kind.equals("VolumeSnapshot")) {
        Optional<String> snapshot =
            readyHandle(claim.getMetadata().getNamespace(), source.getName());
        if (snapshot.isEmpty()) {
          return Optional.empty();
        }
        driver.restoreVolume(handle, snapshot.get());
      } else {
        driver.createVolume(handle);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    return Optional.of(client.resource(volume(claim, type, handle)).create());
  }

  private Optional<String> readyHandle(String namespace, String name) {
    return snapshots.all().stream()
        .filter(snapshot -> snapshot.getMetadata().getNamespace().equals(namespace))
        .filter(snapshot -> snapshot.getMetadata().getName().equals(name))
        .filter(s -> s.getStatus() != null && Boolean.TRUE.equals(s.getStatus().getReadyToUse()))
        .map(s -> content(s.getStatus().getBoundVolumeSnapshotContentName()))
        .map(content -> content.getStatus().getSnapshotHandle())
        .findFirst();
  }

  private VolumeSnapshotContent content(String name) {
    return client.resources(VolumeSnapshotContent.class).withName(name).require();
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

  private void reclaim(PersistentVolume volume) {
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
    if ("Delete".equals(volume.getSpec().getPersistentVolumeReclaimPolicy())) {
      delete(volume);
    } else if (!"Released".equals(phase)) {
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

  private void delete(PersistentVolume volume) {
    client.resource(volume).lockResourceVersion().delete();
    if (volume.getSpec().getCsi() != null) {
      try {
        driver.deleteVolume(volume.getSpec().getCsi().getVolumeHandle());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
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

  private static boolean waitsForPod(StorageClass type) {
    return "WaitForFirstConsumer".equals(type.getVolumeBindingMode());
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

  private static PersistentVolume volume(
      PersistentVolumeClaim claim, StorageClass type, String handle) {
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName(handle)
        .addToAnnotations("pv.kubernetes.io/provisioned-by", CsiDriver.NAME)
        .endMetadata()
        .withNewSpec()
        .withCapacity(claim.getSpec().getResources().getRequests())
        .withAccessModes(claim.getSpec().getAccessModes())
        .withPersistentVolumeReclaimPolicy(type.getReclaimPolicy())
        .withStorageClassName(type.getMetadata().getName())
        .withVolumeMode("Filesystem")
        .withNewCsi()
        .withDriver(CsiDriver.NAME)
        .withVolumeHandle(handle)
        .withFsType("ext4")
        .endCsi()
        .withNewClaimRef()
        .withApiVersion("v1")
        .withKind("PersistentVolumeClaim")
        .withNamespace(claim.getMetadata().getNamespace())
        .withName(claim.getMetadata().getName())
        .withUid(claim.getMetadata().getUid())
        .endClaimRef()
        .endSpec()
        .build();
  }
}
