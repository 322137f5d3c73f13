package io.questdb.migration.lab.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.api.v1alpha1.BackupSpec;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.lab.node.CsiKnobs;
import io.questdb.migration.lab.node.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Somebody's cluster, by {@code $KUBECONFIG}, whose pods and Services this machine can reach and
 * which can pull the images that the examples name. {@code -Dlab.storageClass} and {@code
 * -Dlab.snapshotClass} name its classes; without them its defaults are taken. Nothing but the API
 * is within reach: volumes cannot be looked into, containers not killed, storage not made to fail.
 */
final class ExistingCluster extends RealCluster {
  private static final String KUBECONFIG = "KUBECONFIG";

  private final Optional<String> storageClass = named("lab.storageClass");
  private final Optional<String> snapshotClass = named("lab.snapshotClass");

  private ExistingCluster(Path kubeconfig, Images images) throws IOException {
    super(kubeconfig, images, Files.createTempDirectory("lab-existing"));
  }

  /**
   * @throws UnavailableClusterException if no kubeconfig is named
   * @throws UncheckedIOException if its files cannot be written
   */
  static LabCluster start(Images images) {
    String kubeconfig = System.getenv(KUBECONFIG);
    if (kubeconfig == null) {
      throw new UnavailableClusterException("KUBECONFIG must name the kubeconfig of the cluster");
    }
    try {
      return new ExistingCluster(Path.of(kubeconfig), images);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ClusterKind kind() {
    return ClusterKind.EXISTING;
  }

  @Override
  public HasMetadata adapt(HasMetadata object) {
    if (object instanceof StatefulSet set) {
      set.getSpec().getVolumeClaimTemplates().forEach(this::adapt);
    } else if (object instanceof PersistentVolumeClaim claim) {
      storageClass.ifPresent(claim.getSpec()::setStorageClassName);
    } else if (object instanceof QuestDBMigration migration) {
      snapshotClass.ifPresent(name -> setSnapshotClass(migration.getSpec(), name));
    }
    return object;
  }

  @Override
  public boolean opensVolumes() {
    return false;
  }

  @Override
  public Path volume(String namespace, String claim) {
    throw new UnsupportedByClusterException("the volumes of this cluster cannot be looked into");
  }

  @Override
  public CsiKnobs storage() {
    throw new UnsupportedByClusterException("the storage of this cluster does not fail on command");
  }

  @Override
  public void killContainer(String namespace, String pod, String container) {
    throw new UnsupportedByClusterException("the containers of this cluster cannot be killed");
  }

  @Override
  public List<String> violations() {
    return List.of();
  }

  /** The operator's account goes, the definition of the resource stays. */
  @Override
  public void close() {
    OperatorAccount.delete(client());
    try {
      closeBeside();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void setSnapshotClass(QuestDBMigrationSpec spec, String name) {
    if (spec.getBackup() == null) {
      spec.setBackup(new BackupSpec());
    }
    if (spec.getBackup().getVolumeSnapshotClassName() == null) {
      spec.getBackup().setVolumeSnapshotClassName(name);
    }
  }

  private static Optional<String> named(String property) {
    return Optional.ofNullable(System.getProperty(property));
  }
}
