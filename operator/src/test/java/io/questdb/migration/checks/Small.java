package io.questdb.migration.checks;

import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.questdb.migration.api.v1alpha1.AccessMode;
import io.questdb.migration.api.v1alpha1.AccessSpec;
import io.questdb.migration.api.v1alpha1.Defaults;
import io.questdb.migration.api.v1alpha1.EnterpriseSpec;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.api.v1alpha1.WorkloadSpec;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Run;
import io.questdb.migration.facts.Claim;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A small database in which nothing is to be found, to be spoilt in one place by each test. */
final class Small {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final String UID = "run-1";
  static final String DRIVER = "ebs.csi.aws.com";

  private Small() {}

  static StatefulSetBuilder set() {
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withName("questdb")
        .withNamespace("ns")
        .endMetadata()
        .withNewSpec()
        .withReplicas(1)
        .withNewTemplate()
        .withNewSpec()
        .addNewContainer()
        .withName("questdb")
        .addNewPort()
        .withContainerPort(9000)
        .endPort()
        .withNewReadinessProbe()
        .endReadinessProbe()
        .addNewVolumeMount()
        .withName("data")
        .withMountPath("/var/lib/questdb")
        .endVolumeMount()
        .endContainer()
        .endSpec()
        .endTemplate()
        .addNewVolumeClaimTemplate()
        .withNewMetadata()
        .withName("data")
        .endMetadata()
        .endVolumeClaimTemplate()
        .endSpec();
  }

  static PodBuilder pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .endStatus();
  }

  static WorkloadReading read(StatefulSet set) {
    return WorkloadReading.of(set, Optional.<Pod>empty(), null);
  }

  static PersistentVolumeClaimBuilder claim() {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName("data-questdb-0")
        .withUid("claim-1")
        .endMetadata()
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .endSpec()
        .withNewStatus()
        .withPhase("Bound")
        .endStatus();
  }

  static PersistentVolumeBuilder volume() {
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName("pv-1")
        .endMetadata()
        .withNewSpec()
        .withNewClaimRef()
        .withUid("claim-1")
        .endClaimRef()
        .withNewCsi()
        .withDriver(DRIVER)
        .endCsi()
        .endSpec();
  }

  static Optional<Claim> bound() {
    return Optional.of(new Claim(claim().build(), Optional.of(volume().build())));
  }

  static QuestDBMigrationSpec spec(Consumer<QuestDBMigrationSpec> change) {
    QuestDBMigrationSpec spec = new QuestDBMigrationSpec();
    spec.setWorkload(new WorkloadSpec());
    spec.getWorkload().setStatefulSetName("questdb");
    spec.setEnterprise(new EnterpriseSpec());
    spec.setAccess(new AccessSpec());
    spec.getAccess().setMode(AccessMode.OPEN);
    change.accept(spec);
    return Defaults.applied(spec);
  }

  static Run run(Consumer<QuestDBMigrationSpec> change) {
    return new Run("ns", "m", UID, false, spec(change), Ledger.empty(), false, NOW);
  }

  static Run run() {
    return run(spec -> {});
  }

  /** Severity and reason of each finding, as one line. */
  static List<String> lines(List<Finding> findings) {
    return findings.stream().map(f -> f.severity().text() + " " + f.reason().text()).toList();
  }

  static boolean everyBlockHasARemedy(List<Finding> findings) {
    return findings.stream()
        .allMatch(f -> f.severity() != Finding.Severity.BLOCK || !f.remedy().isBlank());
  }
}
