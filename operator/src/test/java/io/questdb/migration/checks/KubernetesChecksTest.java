package io.questdb.migration.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetFluent;
import io.questdb.migration.api.v1alpha1.BackupMethod;
import io.questdb.migration.api.v1alpha1.BackupSpec;
import io.questdb.migration.change.Labels;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.facts.Claim;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.SnapshotClass;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KubernetesChecksTest {

  @Test
  void nothingIsFoundInAnOrdinaryDatabase() {
    StatefulSet set = Small.set().build();
    assertThat(WorkloadChecks.findings(Small.run(), Optional.of(set), Optional.empty())).isEmpty();
    assertThat(OwnerChecks.findings(set)).isEmpty();
    assertThat(volume(set, Small.bound())).isEmpty();
  }

  @Test
  void aMissingSetIsNamed() {
    List<Finding> found = WorkloadChecks.findings(Small.run(), Optional.empty(), Optional.empty());
    assertThat(Small.lines(found)).containsExactly("Block WorkloadNotFound");
    assertThat(found.get(0).message()).contains("questdb").contains("ns");
  }

  static Stream<Arguments> workloads() {
    return Stream.of(
        Arguments.of(spec().withReplicas(0).endSpec(), "Block WorkloadUnsupported"),
        Arguments.of(spec().withReplicas(3).endSpec(), "Block WorkloadUnsupported"),
        Arguments.of(
            spec().withNewUpdateStrategy().withType("OnDelete").endUpdateStrategy().endSpec(),
            "Block WorkloadUnsupported"),
        Arguments.of(
            spec()
                .withNewUpdateStrategy()
                .withNewRollingUpdate()
                .withPartition(1)
                .endRollingUpdate()
                .endUpdateStrategy()
                .endSpec(),
            "Block WorkloadUnsupported"),
        Arguments.of(
            spec().withNewPersistentVolumeClaimRetentionPolicy("Retain", "Delete").endSpec(),
            "Block WorkloadUnsupported"),
        Arguments.of(
            spec().withNewPersistentVolumeClaimRetentionPolicy("Delete", "Retain").endSpec(),
            "Block WorkloadUnsupported"),
        Arguments.of(
            spec()
                .editTemplate()
                .editSpec()
                .withTerminationGracePeriodSeconds(29L)
                .endSpec()
                .endTemplate()
                .endSpec(),
            "Warn WorkloadUnusual"),
        Arguments.of(
            container(c -> c.editContainer(0).withReadinessProbe(null).endContainer()),
            "Warn WorkloadUnusual"),
        Arguments.of(
            container(c -> c.editContainer(0).withArgs("x").endContainer()),
            "Warn WorkloadUnusual"),
        Arguments.of(
            container(
                c ->
                    c.editContainer(0)
                        .withPorts()
                        .endContainer()
                        .addNewContainer()
                        .withName("sidecar")
                        .endContainer()),
            "Block WorkloadUnsupported"));
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void whatIsWrongWithASetIsFoundAlone(StatefulSetBuilder set, String expected) {
    List<Finding> found =
        WorkloadChecks.findings(Small.run(), Optional.of(set.build()), Optional.empty());
    assertThat(Small.lines(found)).containsExactly(expected);
    assertThat(Small.everyBlockHasARemedy(found)).isTrue();
  }

  static Stream<Arguments> owners() {
    String argo = "argocd.argoproj.io/tracking-id";
    String flux = "kustomize.toolkit.fluxcd.io/";
    return Stream.of(
        Arguments.of(
            Map.of(argo, "app:apps/StatefulSet:ns/questdb"), Map.of(), "Block OwnedByGitOps"),
        Arguments.of(Map.of(argo, "app:apps/StatefulSet:ns/copied"), Map.of(), ""),
        Arguments.of(Map.of(), Map.of(flux + "name", "apps"), "Block OwnedByGitOps"),
        Arguments.of(Map.of(flux + "reconcile", "disabled"), Map.of(flux + "name", "apps"), ""),
        Arguments.of(Map.of(), Map.of("helm.toolkit.fluxcd.io/name", "db"), "Block OwnedByGitOps"),
        Arguments.of(
            Map.of("meta.helm.sh/release-name", "db"),
            Map.of("app.kubernetes.io/managed-by", "Helm"),
            "Warn OwnedByGitOps"));
  }

  @ParameterizedTest
  @MethodSource("owners")
  void whoeverWouldRevertTheMigrationIsNamed(
      Map<String, String> annotations, Map<String, String> labels, String expected) {
    StatefulSet set =
        Small.set()
            .editMetadata()
            .withAnnotations(annotations)
            .withLabels(labels)
            .endMetadata()
            .build();
    List<Finding> found = OwnerChecks.findings(set);
    assertThat(String.join(",", Small.lines(found))).isEqualTo(expected);
    assertThat(Small.everyBlockHasARemedy(found)).isTrue();
  }

  @Test
  void anotherControllerIsABlock() {
    StatefulSet set =
        Small.set()
            .editMetadata()
            .addNewOwnerReference()
            .withKind("QuestDB")
            .withName("q")
            .withController(true)
            .endOwnerReference()
            .endMetadata()
            .build();
    assertThat(Small.lines(OwnerChecks.findings(set))).containsExactly("Block OwnedByGitOps");
  }

  static Stream<Arguments> claims() {
    return Stream.of(
        Arguments.of(Optional.empty()),
        Arguments.of(
            claim(Small.claim().editMetadata().withDeletionTimestamp("x").endMetadata().build())),
        Arguments.of(claim(Small.claim().editStatus().withPhase("Lost").endStatus().build())),
        Arguments.of(
            claim(Small.claim().editSpec().withAccessModes("ReadWriteOncePod").endSpec().build())),
        Arguments.of(
            claim(
                Small.claim()
                    .editStatus()
                    .addNewCondition()
                    .withType("FileSystemResizePending")
                    .withStatus("True")
                    .endCondition()
                    .endStatus()
                    .build())),
        Arguments.of(claim(Small.claim().editMetadata().withUid("other").endMetadata().build())));
  }

  @ParameterizedTest
  @MethodSource("claims")
  void aClaimThatCannotBeTrustedIsABlock(Optional<Claim> claim) {
    List<Finding> found = volume(Small.set().build(), claim);
    assertThat(Small.lines(found)).containsExactly("Block VolumeUnsupported");
    assertThat(Small.everyBlockHasARemedy(found)).isTrue();
  }

  static Stream<Arguments> mounts() {
    return Stream.of(
        Arguments.of("/var/lib/questdb/db", null), Arguments.of("/var/lib/questdb", "sub"));
  }

  @ParameterizedTest
  @MethodSource("mounts")
  void aPartOfTheInstallRootIsNotEnough(String path, String subPath) {
    StatefulSetBuilder set =
        container(
            c ->
                c.editContainer(0)
                    .withVolumeMounts(
                        new VolumeMountBuilder()
                            .withName("data")
                            .withMountPath(path)
                            .withSubPath(subPath)
                            .build())
                    .endContainer());
    assertThat(Small.lines(volume(set.build(), Small.bound())))
        .containsExactly("Block VolumeUnsupported");
  }

  @Test
  void anEmptyDirIsNoDataVolume() {
    StatefulSet set =
        container(
                c -> c.addNewVolume().withName("data").withNewEmptyDir().endEmptyDir().endVolume())
            .editSpec()
            .withVolumeClaimTemplates()
            .endSpec()
            .build();
    assertThat(Small.lines(volume(set, Small.bound()))).containsExactly("Block VolumeUnsupported");
  }

  @Test
  void aForeignPodOnTheClaimIsNamedAndOursAreNot() {
    Pod ours = labelled("ours", Map.of(Labels.RUN, Small.UID));
    List<Finding> found =
        VolumeChecks.findings(
            Small.run(),
            Small.read(Small.set().build()),
            Small.bound(),
            List.of(labelled("questdb-0", Map.of()), ours, labelled("backup", Map.of())));
    assertThat(Small.lines(found)).containsExactly("Block VolumeShared");
    assertThat(found.get(0).message()).contains("backup");
  }

  static Stream<Arguments> classes() {
    SnapshotClass standard = new SnapshotClass("fast", Small.DRIVER, true, false);
    SnapshotClass second = new SnapshotClass("slow", Small.DRIVER, true, false);
    SnapshotClass plain = new SnapshotClass("plain", Small.DRIVER, false, true);
    SnapshotClass other = new SnapshotClass("other", "x", true, false);
    String bad = "Block SnapshotClassInvalid";
    return Stream.of(
        Arguments.of(null, List.of(standard, other, plain), ""),
        Arguments.of(null, List.of(), bad),
        Arguments.of(null, List.of(plain), bad),
        Arguments.of(null, List.of(standard, second), bad),
        Arguments.of("slow", List.of(standard, second), ""),
        Arguments.of("missing", List.of(standard), bad),
        Arguments.of("other", List.of(standard, other), bad),
        Arguments.of("plain", List.of(plain), "Warn SnapshotRetained"));
  }

  @ParameterizedTest
  @MethodSource("classes")
  void theSnapshotClassIsNamedOrTheOnlyDefaultOne(
      String named, List<SnapshotClass> classes, String expected) {
    BackupSpec backup = Small.spec(spec -> {}).getBackup();
    backup.setVolumeSnapshotClassName(named);
    List<Finding> found = BackupChecks.findings(backup, Small.bound(), classes);
    assertThat(String.join(",", Small.lines(found))).isEqualTo(expected);
    assertThat(BackupChecks.chosen(backup, Small.DRIVER, classes).isEmpty())
        .isEqualTo(expected.startsWith("Block"));
  }

  @Test
  void noBackupAndNoDriverAreSaid() {
    BackupSpec none = Small.spec(spec -> {}).getBackup();
    Optional<Claim> noCsi =
        Optional.of(
            new Claim(
                Small.claim().build(),
                Optional.of(Small.volume().editSpec().withCsi(null).endSpec().build())));
    assertThat(Small.lines(BackupChecks.findings(none, noCsi, List.of())))
        .containsExactly("Block VolumeUnsupported");
    none.setMethod(BackupMethod.NONE);
    assertThat(Small.lines(BackupChecks.findings(none, noCsi, List.of())))
        .containsExactly("Warn NotRequested");
  }

  static Stream<Arguments> locations() {
    String file = "/var/lib/questdb/conf/server.conf";
    return Stream.of(
        Arguments.of("none", "/etc/x", null, new ConfigSource(ConfigSource.Kind.VOLUME, "", "")),
        Arguments.of(
            "map",
            file,
            "my.conf",
            new ConfigSource(ConfigSource.Kind.CONFIG_MAP, "cm", "my.conf")),
        Arguments.of(
            "map",
            "/var/lib/questdb/conf/",
            null,
            new ConfigSource(ConfigSource.Kind.CONFIG_MAP, "cm", "server.conf")),
        Arguments.of("secret", file, "k", new ConfigSource(ConfigSource.Kind.SECRET, "se", "k")),
        Arguments.of("none", "/var/lib/questdb/conf", null, null));
  }

  @ParameterizedTest
  @MethodSource("locations")
  void serverConfIsFoundByTheMountThatCoversIt(
      String volume, String path, String subPath, ConfigSource expected) {
    StatefulSet set =
        container(
                c ->
                    c.addNewVolume()
                        .withName("map")
                        .withNewConfigMap()
                        .withName("cm")
                        .endConfigMap()
                        .endVolume()
                        .addNewVolume()
                        .withName("secret")
                        .withNewSecret()
                        .withSecretName("se")
                        .endSecret()
                        .endVolume()
                        .addNewVolume()
                        .withName("none")
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .endVolume()
                        .editContainer(0)
                        .addNewVolumeMount()
                        .withName(volume)
                        .withMountPath(path)
                        .withSubPath(subPath)
                        .endVolumeMount()
                        .endContainer())
            .build();
    assertThat(ConfigLocation.of(Small.read(set))).isEqualTo(Optional.ofNullable(expected));
  }

  private static List<Finding> volume(StatefulSet set, Optional<Claim> claim) {
    return VolumeChecks.findings(Small.run(), Small.read(set), claim, List.of());
  }

  private static Optional<Claim> claim(PersistentVolumeClaim claim) {
    return Optional.of(new Claim(claim, Optional.of(Small.volume().build())));
  }

  private static Pod labelled(String name, Map<String, String> labels) {
    return Small.pod(name).editMetadata().withLabels(labels).endMetadata().build();
  }

  private static StatefulSetFluent<StatefulSetBuilder>.SpecNested<StatefulSetBuilder> spec() {
    return Small.set().editSpec();
  }

  private static StatefulSetBuilder container(UnaryOperator<PodSpecBuilder> change) {
    StatefulSet set = Small.set().build();
    set.getSpec()
        .getTemplate()
        .setSpec(change.apply(new PodSpecBuilder(set.getSpec().getTemplate().getSpec())).build());
    return new StatefulSetBuilder(set);
  }
}
