package io.questdb.migration.lab.controllers;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotClass;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotContent;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotContentBuilder;
import io.questdb.migration.lab.node.CsiDriver;
import io.questdb.migration.lab.node.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshot controller and its sidecar in one: {@code creationTime} and the handle appear once
 * the cut is made, {@code readyToUse} later; errors are shown and tried again
 * (external-snapshotter, CSI spec).
 */
public final class SnapshotController extends ControlLoop {
  static final String DEFAULT_CLASS = "snapshot.storage.kubernetes.io/is-default-class";

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotController.class);
  private static final String BEING_CREATED =
      "snapshot.storage.kubernetes.io/volumesnapshot-being-created";
  private static final String BOUND_PROTECTION =
      "snapshot.storage.kubernetes.io/volumesnapshot-bound-protection";
  private static final Duration RETRY = Duration.ofMillis(500);

  private final CsiDriver driver;
  private final Cached<VolumeSnapshot> snapshots;
  private final Cached<VolumeSnapshotClass> classes;
  private final ScheduledExecutorService cutting =
      Executors.newScheduledThreadPool(2, Threads.named("csi"));
  private final Set<String> started = ConcurrentHashMap.newKeySet();
  private final Map<String, Instant> cuts = new ConcurrentHashMap<>();

  public SnapshotController(KubernetesClient client, CsiDriver driver) {
    super("snapshots", client);
    this.driver = driver;
    snapshots = watch(VolumeSnapshot.class);
    classes = watch(VolumeSnapshotClass.class);
  }

  @Override
  public void close() {
    super.close();
    cutting.shutdownNow();
  }

  @Override
  void pass() {
    forEach(snapshots.all(), this::reconcile);
  }

  private void reconcile(VolumeSnapshot snapshot) {
    if (snapshot.getMetadata().getDeletionTimestamp() != null) {
      remove(snapshot);
      return;
    }
    String name = contentName(snapshot);
    if (started.contains(name)) {
      markReady(snapshot, name);
      return;
    }
    Optional<VolumeSnapshotClass> type = snapshotClass(snapshot);
    Optional<PersistentVolume> volume = source(snapshot);
    if (type.isEmpty()) {
      showError(snapshot, "cannot find the snapshot class or a single default one");
    } else if (volume.isEmpty()) {
      showError(snapshot, "the source claim is not bound to a CSI volume");
    } else if (started.add(name)) {
      VolumeSnapshotContent content = content(snapshot, type.get(), volume.get());
      client.resource(content).create();
      List<String> finalizers = new ArrayList<>(snapshot.getMetadata().getFinalizers());
      finalizers.add(BOUND_PROTECTION);
      patching.object(snapshot, Map.of("metadata", Map.of("finalizers", finalizers)));
      patching.status(
          snapshot, Map.of("boundVolumeSnapshotContentName", name, "readyToUse", false));
      String handle = volume.get().getSpec().getCsi().getVolumeHandle();
      cutLater(driver.knobs().cutDelay(), () -> cut(snapshot, content, handle));
    }
  }

  private void cut(VolumeSnapshot snapshot, VolumeSnapshotContent content, String volumeHandle) {
    Optional<Duration> late = driver.knobs().takeLateCut();
    if (late.isPresent()) {
      showError(snapshot, content, "rpc error: code = DeadlineExceeded");
      cutLater(late.get(), () -> cut(snapshot, content, volumeHandle));
      return;
    }
    if (!started.contains(content.getMetadata().getName())) {
      return;
    }
    String handle = handle(content);
    try {
      Instant now = Instant.now();
      driver.cut(volumeHandle, handle);
      showCut(snapshot, content, handle, now);
      trigger();
    } catch (IOException e) {
      showError(snapshot, content, e.getMessage());
      cutLater(RETRY, () -> cut(snapshot, content, volumeHandle));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void showCut(
      VolumeSnapshot snapshot, VolumeSnapshotContent content, String handle, Instant at) {
    long nanos = TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
    Map<String, Object> ofContent = new HashMap<>();
    ofContent.put("snapshotHandle", handle);
    ofContent.put("creationTime", nanos);
    ofContent.put("readyToUse", false);
    ofContent.put("restoreSize", 0);
    ofContent.put("error", null);
    patching.status(content, ofContent);
    Map<String, Object> annotations = new HashMap<>();
    annotations.put(BEING_CREATED, null);
    patching.object(content, Map.of("metadata", Map.of("annotations", annotations)));
    Map<String, Object> ofSnapshot = new HashMap<>();
    ofSnapshot.put("creationTime", at.toString());
    ofSnapshot.put("readyToUse", false);
    ofSnapshot.put("restoreSize", "0");
    ofSnapshot.put("error", null);
    cuts.put(content.getMetadata().getName(), at);
    patching.status(snapshot, ofSnapshot);
  }

  private void markReady(VolumeSnapshot snapshot, String contentName) {
    Instant cut = cuts.get(contentName);
    Optional<Duration> readyAfter = driver.knobs().readyAfter();
    boolean ready =
        snapshot.getStatus() != null && Boolean.TRUE.equals(snapshot.getStatus().getReadyToUse());
    if (cut == null || ready || readyAfter.isEmpty()) {
      return;
    }
    Duration left = Duration.between(Instant.now(), cut.plus(readyAfter.get()));
    if (!left.isNegative() && !left.isZero()) {
      triggerAfter(left.plusMillis(1));
      return;
    }
    VolumeSnapshotContent content =
        client.resources(VolumeSnapshotContent.class).withName(contentName).get();
    if (content != null) {
      patching.status(content, Map.of("readyToUse", true));
      patching.status(snapshot, Map.of("readyToUse", true));
    }
  }

  private void remove(VolumeSnapshot snapshot) {
    String name = contentName(snapshot);
    VolumeSnapshotContent content =
        client.resources(VolumeSnapshotContent.class).withName(name).get();
    if (content != null && "Delete".equals(content.getSpec().getDeletionPolicy())) {
      started.remove(name);
      cuts.remove(name);
      client.resource(content).delete();
      try {
        driver.deleteSnapshot(handle(content));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    List<String> finalizers = new ArrayList<>(snapshot.getMetadata().getFinalizers());
    if (finalizers.remove(BOUND_PROTECTION)) {
      patching.object(snapshot, Map.of("metadata", Map.of("finalizers", finalizers)));
    }
  }

  private Optional<VolumeSnapshotClass> snapshotClass(VolumeSnapshot snapshot) {
    String name = snapshot.getSpec().getVolumeSnapshotClassName();
    List<VolumeSnapshotClass> fitting =
        classes.all().stream()
            .filter(type -> type.getDriver().equals(CsiDriver.NAME))
            .filter(
                type -> name == null ? isDefault(type) : name.equals(type.getMetadata().getName()))
            .toList();
    return fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty();
  }

  private Optional<PersistentVolume> source(VolumeSnapshot snapshot) {
    PersistentVolumeClaim claim =
        client
            .persistentVolumeClaims()
            .inNamespace(snapshot.getMetadata().getNamespace())
            .withName(snapshot.getSpec().getSource().getPersistentVolumeClaimName())
            .get();
    if (claim == null || !"Bound".equals(claim.getStatus().getPhase())) {
      return Optional.empty();
    }
    return Optional.ofNullable(
            client.persistentVolumes().withName(claim.getSpec().getVolumeName()).get())
        .filter(volume -> volume.getSpec().getCsi() != null);
  }

  private void showError(VolumeSnapshot snapshot, String message) {
    if (snapshot.getStatus() == null || snapshot.getStatus().getError() == null) {
      patching.status(snapshot, error(message));
    }
    triggerAfter(RETRY);
  }

  private void showError(VolumeSnapshot snapshot, VolumeSnapshotContent content, String message) {
    patching.status(content, error(message));
    patching.status(snapshot, error(message));
  }

  private void cutLater(Duration delay, Runnable cut) {
    Runnable guarded =
        () -> {
          try {
            cut.run();
          } catch (RuntimeException e) {
            LOG.warn("a cut could not be reported", e);
          }
        };
    try {
      var unused = cutting.schedule(guarded, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.trace("the lab is closed");
    }
  }

  private static Map<String, ?> error(String message) {
    Map<String, ?> error = Map.of("time", Instant.now().toString(), "message", message);
    return Map.of("error", error, "readyToUse", false);
  }

  private static boolean isDefault(VolumeSnapshotClass type) {
    Map<String, String> annotations = type.getMetadata().getAnnotations();
    return annotations != null && "true".equals(annotations.get(DEFAULT_CLASS));
  }

  private static String contentName(VolumeSnapshot snapshot) {
    return "snapcontent-" + snapshot.getMetadata().getUid();
  }

  private static String handle(VolumeSnapshotContent content) {
    return content.getMetadata().getName().replaceFirst("snapcontent-", "snap-");
  }

  private static VolumeSnapshotContent content(
      VolumeSnapshot snapshot, VolumeSnapshotClass type, PersistentVolume volume) {
    return new VolumeSnapshotContentBuilder()
        .withNewMetadata()
        .withName(contentName(snapshot))
        .addToAnnotations(BEING_CREATED, "yes")
        .endMetadata()
        .withNewSpec()
        .withDeletionPolicy(type.getDeletionPolicy())
        .withDriver(CsiDriver.NAME)
        .withVolumeSnapshotClassName(type.getMetadata().getName())
        .withSourceVolumeMode("Filesystem")
        .withNewSource()
        .withVolumeHandle(volume.getSpec().getCsi().getVolumeHandle())
        .endSource()
        .withNewVolumeSnapshotRef()
        .withApiVersion("snapshot.storage.k8s.io/v1")
        .withKind("VolumeSnapshot")
        .withNamespace(snapshot.getMetadata().getNamespace())
        .withName(snapshot.getMetadata().getName())
        .withUid(snapshot.getMetadata().getUid())
        .endVolumeSnapshotRef()
        .endSpec()
        .build();
  }
}
