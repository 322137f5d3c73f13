package io.questdb.migration.checks;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.questdb.migration.change.Labels;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.facts.Claim;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the whole install root lies on one claim that nobody else uses, so that a snapshot of it
 * is the database.
 */
public final class VolumeChecks {

  /**
   * Conditions of a claim that is being resized (Kubernetes, PersistentVolumeClaimConditionType).
   */
  private static final Set<String> RESIZING =
      Set.of("Resizing", "FileSystemResizePending", "ControllerResizeError", "NodeResizeError");

  private final Findings findings = new Findings("Volume");
  private final WorkloadReading workload;

  private VolumeChecks(WorkloadReading workload) {
    this.workload = workload;
  }

  /**
   * Checks the data volume.
   *
   * @param claim the claim that the workload names; empty when it does not exist
   * @param podsOnClaim the pods that mount it and have not ended
   */
  public static List<Finding> findings(
      Run run, WorkloadReading workload, Optional<Claim> claim, List<Pod> podsOnClaim) {
    VolumeChecks checks = new VolumeChecks(workload);
    if (workload.container().isEmpty()) {
      return List.of(); // Which volume is meant cannot be told; WorkloadChecks says so.
    }
    if (checks.onClaim()) {
      checks.mounts();
      checks.claim(claim);
      checks.shared(run, podsOnClaim);
    }
    return checks.findings.list();
  }

  private boolean onClaim() {
    String container = "Container " + workload.container().orElseThrow().getName();
    if (workload.volume().isEmpty()) {
      unsupported(
          container + " mounts no volume at " + WorkloadReading.DEFAULT_DATA_PATH,
          "Mount one claim at the install root of QuestDB.");
      return false;
    }
    if (workload.claimName().isEmpty()) {
      Volume volume = workload.volume().get();
      unsupported(
          "Volume " + volume.getName() + " at " + workload.dataPath() + " is " + kind(volume),
          "Move the data to a PersistentVolumeClaim: what is there would not survive the restart.");
      return false;
    }
    return true;
  }

  private static String kind(Volume volume) {
    return volume.getEmptyDir() != null ? "an emptyDir" : "not a PersistentVolumeClaim";
  }

  private void mounts() {
    VolumeMount data = workload.mount().orElseThrow();
    String root = workload.dataPath();
    if (root.endsWith("/db")) {
      unsupported(
          "Only the directory db is on claim " + claimName() + " (mounted at " + root + ")",
          "Mount the claim at the install root, one directory up, with the tables in its directory "
              + "db: a snapshot would lack what a restore needs.");
    }
    for (VolumeMount mount : workload.container().orElseThrow().getVolumeMounts()) {
      String path = WorkloadReading.path(mount);
      if (mount.getName().equals(data.getName())) {
        partial(mount, path);
      } else if (WorkloadReading.within(path, root + "/db")
          || WorkloadReading.within(path, root + "/.checkpoint")) {
        unsupported(
            "Volume " + mount.getName() + " is mounted over " + path + " of claim " + claimName(),
            "Keep the whole install root on one claim: a snapshot of "
                + claimName()
                + " lacks it.");
      }
    }
  }

  private void partial(VolumeMount mount, String path) {
    boolean subPath =
        (mount.getSubPath() != null && !mount.getSubPath().isEmpty())
            || mount.getSubPathExpr() != null;
    if (subPath) {
      unsupported(
          "Claim " + claimName() + " is mounted by subPath at " + path,
          "Mount the whole claim at the install root, without subPath: parts of the root would be "
              + "missing in a snapshot.");
    }
  }

  private void claim(Optional<Claim> found) {
    if (found.isEmpty()) {
      unsupported("Claim " + claimName() + " does not exist", "Let the pod start and bind it.");
      return;
    }
    PersistentVolumeClaim claim = found.get().claim();
    Optional<PersistentVolumeClaimStatus> status = Optional.ofNullable(claim.getStatus());
    if (claim.getMetadata().getDeletionTimestamp() != null) {
      unsupported(
          "Claim " + claimName() + " is being deleted and ends with its pod",
          "Set the volume's reclaim policy to Retain, then move the data to a new claim.");
    }
    String phase = status.map(PersistentVolumeClaimStatus::getPhase).orElse("Pending");
    if (!phase.equals("Bound") || found.get().volume().isEmpty()) {
      unsupported(
          "Claim " + claimName() + " is " + phase + " and has no volume to be seen",
          "Wait until the claim is Bound.");
    }
    if (accessModes(claim).contains("ReadWriteOncePod")) {
      unsupported(
          "Claim "
              + claimName()
              + " is ReadWriteOncePod: no pod can look at it beside the database",
          "Use a claim with access mode ReadWriteOnce.");
    }
    if (resizing(claim)) {
      unsupported(
          "Claim " + claimName() + " is being resized",
          "Wait until the resize is over: kubectl describe pvc " + claimName() + ".");
    }
    found.get().volume().ifPresent(volume -> bound(claim, volume));
  }

  private static List<String> accessModes(PersistentVolumeClaim claim) {
    return claim.getSpec() == null ? List.of() : claim.getSpec().getAccessModes();
  }

  private void bound(PersistentVolumeClaim claim, PersistentVolume volume) {
    String uid =
        Optional.ofNullable(volume.getSpec().getClaimRef()).map(ObjectReference::getUid).orElse("");
    if (!uid.equals(claim.getMetadata().getUid())) {
      unsupported(
          "PersistentVolume "
              + volume.getMetadata().getName()
              + " does not point back at claim "
              + claimName(),
          "Find out which claim owns the volume (spec.claimRef) and bind them again.");
    }
  }

  private static boolean resizing(PersistentVolumeClaim claim) {
    Optional<PersistentVolumeClaimStatus> status = Optional.ofNullable(claim.getStatus());
    boolean condition =
        status.stream()
            .flatMap(s -> s.getConditions().stream())
            .anyMatch(c -> RESIZING.contains(c.getType()) && "True".equals(c.getStatus()));
    boolean allocated =
        status
            .map(PersistentVolumeClaimStatus::getAllocatedResourceStatuses)
            .filter(statuses -> statuses.containsKey("storage"))
            .isPresent();
    Optional<Quantity> capacity =
        status.map(PersistentVolumeClaimStatus::getCapacity).map(map -> map.get("storage"));
    Optional<Quantity> request =
        Optional.ofNullable(claim.getSpec().getResources())
            .map(resources -> resources.getRequests())
            .map(map -> map.get("storage"));
    boolean grows =
        capacity.isPresent()
            && request.isPresent()
            && request.get().getNumericalAmount().compareTo(capacity.get().getNumericalAmount())
                > 0;
    return condition || allocated || grows;
  }

  private void shared(Run run, List<Pod> pods) {
    for (Pod pod : pods) {
      String name = pod.getMetadata().getName();
      Map<String, String> labels = pod.getMetadata().getLabels();
      if (!name.equals(workload.podName()) && !Labels.runOf(labels).equals(run.uid())) {
        findings.block(
            Reason.VOLUME_SHARED,
            "Pod " + name + " uses claim " + claimName() + " too",
            "Stop it, and what starts it, until the migration is over.");
      }
    }
  }

  private String claimName() {
    return workload.claimName().orElseThrow();
  }

  private void unsupported(String message, String remedy) {
    findings.block(Reason.VOLUME_UNSUPPORTED, message, remedy);
  }
}
