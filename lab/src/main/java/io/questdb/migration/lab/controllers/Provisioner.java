package io.questdb.migration.lab.controllers;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.TypedObjectReference;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotContent;
import io.questdb.migration.lab.node.CsiDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * What the external-provisioner does beside a CSI driver: makes the volume that a claim asks for,
 * empty or from a snapshot, and deletes volumes that are released and not to be kept.
 */
public final class Provisioner extends ControlLoop {
  static final String ASKED = "volume.kubernetes.io/storage-provisioner";
  static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

  private static final String MADE_BY = "pv.kubernetes.io/provisioned-by";

  private final CsiDriver driver;
  private final Cached<PersistentVolumeClaim> claims;
  private final Cached<PersistentVolume> volumes;
  private final Cached<StorageClass> classes;
  private final Cached<VolumeSnapshot> snapshots;

  public Provisioner(KubernetesClient client, CsiDriver driver) {
    super("provisioner", client);
    this.driver = driver;
    claims = watch(PersistentVolumeClaim.class);
    volumes = watch(PersistentVolume.class);
    classes = watch(StorageClass.class);
    snapshots = watch(VolumeSnapshot.class);
  }

  /** Whether the provisioner of the class may begin. */
  static boolean asked(PersistentVolumeClaim claim, StorageClass type) {
    Map<String, String> annotations = claim.getMetadata().getAnnotations();
    return annotations != null
        && type.getProvisioner().equals(annotations.get(ASKED))
        && (!waitsForPod(type) || annotations.containsKey(SELECTED_NODE));
  }

  static boolean waitsForPod(StorageClass type) {
    return "WaitForFirstConsumer".equals(type.getVolumeBindingMode());
  }

  @Override
  void pass() {
    forEach(claims.all(), this::reconcile);
    forEach(volumes.all(), this::reclaim);
  }

  private void reconcile(PersistentVolumeClaim claim) {
    String volume = claim.getSpec().getVolumeName();
    boolean bound = volume != null && !volume.isEmpty();
    if (bound || claim.getMetadata().getDeletionTimestamp() != null) {
      return;
    }
    classes.all().stream()
        .filter(type -> type.getMetadata().getName().equals(claim.getSpec().getStorageClassName()))
        .filter(type -> type.getProvisioner().equals(CsiDriver.NAME) && asked(claim, type))
        .findFirst()
        .ifPresent(type -> provision(claim, type));
  }

  private void provision(PersistentVolumeClaim claim, StorageClass type) {
    String handle = "pvc-" + claim.getMetadata().getUid();
    if (client.persistentVolumes().withName(handle).get() != null) {
      return;
    }
    try {
      TypedObjectReference source = claim.getSpec().getDataSourceRef();
      if (source == null || !source.getKind().equals("VolumeSnapshot")) {
        driver.createVolume(handle);
      } else {
        Optional<String> snapshot =
            readyHandle(claim.getMetadata().getNamespace(), source.getName());
        if (snapshot.isEmpty()) {
          return;
        }
        driver.restoreVolume(handle, snapshot.get());
      }
      client.resource(volume(claim, type, handle)).create();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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

  private void reclaim(PersistentVolume volume) {
    boolean released =
        volume.getStatus() != null && "Released".equals(volume.getStatus().getPhase());
    boolean kept = !"Delete".equals(volume.getSpec().getPersistentVolumeReclaimPolicy());
    boolean deleting = volume.getMetadata().getDeletionTimestamp() != null;
    if (!released || kept || deleting || !madeHere(volume)) {
      return;
    }
    client.resource(volume).lockResourceVersion().delete();
    try {
      driver.deleteVolume(volume.getSpec().getCsi().getVolumeHandle());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean madeHere(PersistentVolume volume) {
    Map<String, String> annotations = volume.getMetadata().getAnnotations();
    return annotations != null && CsiDriver.NAME.equals(annotations.get(MADE_BY));
  }

  private static PersistentVolume volume(
      PersistentVolumeClaim claim, StorageClass type, String handle) {
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName(handle)
        .addToAnnotations(MADE_BY, CsiDriver.NAME)
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
