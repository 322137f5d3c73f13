package io.questdb.migration.checks;

import io.fabric8.kubernetes.api.model.CSIPersistentVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.questdb.migration.api.v1alpha1.BackupMethod;
import io.questdb.migration.api.v1alpha1.BackupSpec;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.facts.Claim;
import io.questdb.migration.facts.SnapshotClass;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the volume can be backed up as asked. */
public final class BackupChecks {
  private static final String REMEDY_FIELD = "Set spec.backup.volumeSnapshotClassName to ";

  private final Findings findings = new Findings("Backup");

  private BackupChecks() {}

  /**
   * Checks driver and snapshot class.
   *
   * @param backup with its defaults
   * @param claim the data claim; empty or without volume, VolumeChecks blocks
   * @param classes all snapshot classes of the cluster
   */
  public static List<Finding> findings(
      BackupSpec backup, Optional<Claim> claim, List<SnapshotClass> classes) {
    BackupChecks checks = new BackupChecks();
    if (backup.getMethod() == BackupMethod.NONE) {
      checks.findings.warn(
          Reason.NOT_REQUESTED,
          "spec.backup.method is None: once Enterprise has opened the volume there is no way back",
          "Make a backup by other means first, or set spec.backup.method to VolumeSnapshot.");
      return checks.findings.list();
    }
    claim
        .flatMap(Claim::volume)
        .ifPresent(volume -> checks.volume(backup, volume, List.copyOf(classes)));
    return checks.findings.list();
  }

  /** The CSI driver of the claim's volume; empty when it has none. */
  public static Optional<String> driver(Claim claim) {
    return claim.volume().flatMap(BackupChecks::driver);
  }

  /**
   * The class that snapshots are made with: the one that is named, else the only default one of the
   * driver. Empty when {@link #findings} blocks.
   */
  public static Optional<SnapshotClass> chosen(
      BackupSpec backup, String driver, List<SnapshotClass> classes) {
    String named = backup.getVolumeSnapshotClassName();
    List<SnapshotClass> candidates =
        classes.stream()
            .filter(found -> found.driver().equals(driver))
            .filter(found -> named == null ? found.isDefault() : found.name().equals(named))
            .toList();
    return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
  }

  private static Optional<String> driver(PersistentVolume volume) {
    return Optional.ofNullable(volume.getSpec().getCsi()).map(CSIPersistentVolumeSource::getDriver);
  }

  private void volume(BackupSpec backup, PersistentVolume volume, List<SnapshotClass> classes) {
    Optional<String> driver = driver(volume);
    if (driver.isEmpty()) {
      findings.block(
          Reason.VOLUME_UNSUPPORTED,
          "PersistentVolume "
              + volume.getMetadata().getName()
              + " is not of a CSI driver, so it cannot be snapshotted",
          "Move the data to a claim of a CSI storage class, or set spec.backup.method to None after "
              + "a backup by other means.");
      return;
    }
    Optional<SnapshotClass> chosen = chosen(backup, driver.get(), classes);
    if (chosen.isEmpty()) {
      noClass(backup.getVolumeSnapshotClassName(), driver.get(), classes);
    } else if (chosen.get().retains()) {
      findings.warn(
          Reason.SNAPSHOT_RETAINED,
          "VolumeSnapshotClass "
              + chosen.get().name()
              + " has deletionPolicy Retain: no trial snapshot is made, and backups stay in the "
              + "storage system after their objects are deleted",
          REMEDY_FIELD + "a class with deletionPolicy Delete, or remove the content by hand.");
    }
  }

  private void noClass(String named, String driver, List<SnapshotClass> classes) {
    Optional<SnapshotClass> other =
        classes.stream().filter(found -> found.name().equals(named)).findFirst();
    List<SnapshotClass> fitting =
        classes.stream().filter(found -> found.driver().equals(driver)).toList();
    long defaults = fitting.stream().filter(SnapshotClass::isDefault).count();
    String message;
    if (other.isPresent()) {
      message =
          "VolumeSnapshotClass "
              + named
              + " is of driver "
              + other.get().driver()
              + ", but the volume is of "
              + driver;
    } else if (named != null) {
      message = "VolumeSnapshotClass " + named + " does not exist";
    } else {
      message =
          (defaults == 0 ? "No" : "More than one")
              + " default VolumeSnapshotClass for driver "
              + driver;
    }
    findings.block(
        Reason.SNAPSHOT_CLASS_INVALID,
        message,
        fitting.isEmpty()
            ? "Create a VolumeSnapshotClass of driver " + driver + "."
            : REMEDY_FIELD
                + "one of: "
                + fitting.stream()
                    .map(SnapshotClass::name)
                    .sorted()
                    .collect(Collectors.joining(", "))
                + ".");
  }
}
