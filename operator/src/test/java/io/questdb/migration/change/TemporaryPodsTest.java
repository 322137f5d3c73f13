package io.questdb.migration.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.questdb.migration.api.v1alpha1.Defaults;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.Run;
import io.questdb.migration.facts.VolumeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TemporaryPodsTest {
  private static final String IMAGE = "registry.example.com/operator:1";
  private static final TemporaryPods PODS = new TemporaryPods(IMAGE, List.of("operator-pull"));
  private static final Originals.Variant PLAIN = Originals.variant("plain");
  private static final Originals.Variant CONFIG_MAP = Originals.variant("offline only");
  private static final VolumeReport REPORT = new VolumeReport(1000, 1001, 1 << 30, "original");
  private static final SELinuxOptions SELINUX = new SELinuxOptions("s0:c1,c2", "", "", "");
  private static final String CONF = "/var/lib/questdb/conf/server.conf";
  private static final StatefulSet HARDENED = hardened(PLAIN.set());

  static Stream<Arguments> all() {
    return Originals.VARIANTS.stream()
        .flatMap(
            variant ->
                Stream.of(
                    row("inspect", variant, inspect(variant, HARDENED)),
                    row("rehearse", variant, rehearse(variant, HARDENED)),
                    row("attend", variant, attend(variant)),
                    row("install", variant, install(variant)),
                    row("remove", variant, remove(variant))));
  }

  @ParameterizedTest
  @MethodSource("all")
  void theyRunOnTheDatabasesNode(Pod pod) {
    assertThat(
            pod.getSpec()
                .getAffinity()
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms())
        .singleElement()
        .extracting(NodeSelectorTerm::getMatchFields)
        .satisfies(
            fields ->
                assertThat(fields)
                    .singleElement()
                    .satisfies(
                        field -> {
                          assertThat(field.getKey()).isEqualTo("metadata.name");
                          assertThat(field.getValues()).containsExactly("node-1");
                        }));
    assertThat(pod.getSpec().getTolerations())
        .extracting(Toleration::getKey)
        .containsExactly("dedicated");
  }

  /** A Git tool prunes what carries the labels of what it tracks. */
  @ParameterizedTest
  @MethodSource("all")
  void theyCarryOurLabelsAndNoOthers(Pod pod) {
    assertThat(pod.getMetadata().getLabels()).isEqualTo(Labels.temporary(Originals.RUN_UID));
    assertThat(pod.getMetadata().getAnnotations()).isNullOrEmpty();
    assertThat(pod.getMetadata().getOwnerReferences()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void theyEndByThemselvesAndOnce(Pod pod) {
    assertThat(pod.getSpec().getActiveDeadlineSeconds()).isBetween(60L, 12 * 3600L);
    assertThat(pod.getSpec().getRestartPolicy()).isEqualTo("Never");
  }

  @Test
  void theFenceOutlivesTheLongestOutage() {
    QuestDBMigrationSpec spec = Defaults.applied(PLAIN.spec());
    spec.getTimeouts().setStart("1h");
    spec.getTimeouts().setStop("2h");
    spec.getTimeouts().setOutage("9h");
    Originals.Variant patient = new Originals.Variant("patient", spec, PLAIN.set(), PLAIN.claim());
    assertThat(attend(patient).getSpec().getActiveDeadlineSeconds()).isEqualTo(18 * 3600L);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theyHaveNoWayToTheApiServer(Pod pod) {
    assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSpec().getServiceAccountName()).isNull();
  }

  /** The kubelet would give every file of the volume to the group, under the running server. */
  @ParameterizedTest
  @MethodSource("all")
  void theyNeverAskForAnFsGroup(Pod pod) {
    assertThat(pod.getSpec().getSecurityContext().getFsGroup()).isNull();
    assertThat(pod.getSpec().getSecurityContext().getFsGroupChangePolicy()).isNull();
  }

  /** With another label the volume would be relabelled under the running server. */
  @ParameterizedTest
  @MethodSource("all")
  void theyHaveTheSeLinuxLabelOfTheDatabase(Pod pod) {
    assertThat(pod.getSpec().getSecurityContext().getSeLinuxOptions()).isEqualTo(SELINUX);
  }

  @ParameterizedTest
  @MethodSource("all")
  void ourContainersAreRestricted(Pod pod) {
    assertThat(ours(pod))
        .isNotEmpty()
        .allSatisfy(
            container -> {
              SecurityContext context = container.getSecurityContext();
              assertThat(context.getRunAsNonRoot()).isTrue();
              assertThat(context.getAllowPrivilegeEscalation()).isFalse();
              assertThat(context.getReadOnlyRootFilesystem()).isTrue();
              assertThat(context.getPrivileged()).isNull();
              assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
              assertThat(context.getCapabilities().getAdd()).isEmpty();
              assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            });
  }

  static Stream<Arguments> afterTheVolumeWasSeen() {
    return all().filter(row -> !((Named<?>) row.get()[0]).getName().startsWith("inspect"));
  }

  @ParameterizedTest
  @MethodSource("afterTheVolumeWasSeen")
  void ourContainersRunAsTheOwnerOfTheFiles(Pod pod) {
    assertThat(ours(pod))
        .extracting(container -> container.getSecurityContext().getRunAsUser())
        .containsOnly(1000L);
  }

  @Test
  void filesOfRootAreReadAsRoot() {
    VolumeReport root = new VolumeReport(0, 0, 1, "");
    Pod pod = PODS.attend(run(PLAIN), PLAIN.pin(), PLAIN.set(), root, 1);
    assertThat(ours(pod))
        .allSatisfy(
            container -> {
              assertThat(container.getSecurityContext().getRunAsUser()).isZero();
              assertThat(container.getSecurityContext().getRunAsNonRoot()).isFalse();
            });
  }

  @ParameterizedTest
  @MethodSource("all")
  void theClaimIsWrittenOnlyByWhatMustWriteIt(Pod pod) {
    String name = pod.getMetadata().getName();
    boolean reads = name.contains("-inspect-") || name.contains("-rehearse-");
    assertThat(ours(pod))
        .flatExtracting(Container::getVolumeMounts)
        .filteredOn(mount -> claims(pod).contains(mount.getName()))
        .isNotEmpty()
        .extracting(VolumeMount::getReadOnly)
        .containsOnly(reads ? Boolean.TRUE : null);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theirImageIsPulledWithTheOperatorsSecret(Pod pod) {
    assertThat(ours(pod)).extracting(Container::getImage).containsOnly(IMAGE);
    assertThat(pod.getSpec().getImagePullSecrets())
        .contains(new LocalObjectReference("operator-pull"))
        .doesNotHaveDuplicates();
  }

  // --- the first look, before the owner of the files is known
  // --------------------------------------

  @Test
  void theFirstLookIsTakenAsTheUserThatTheContainerNames() {
    assertThat(inspector(HARDENED)).isEqualTo(4000);
  }

  @Test
  void elseAsTheUserThatThePodNames() {
    StatefulSet set = container(HARDENED, null);
    assertThat(inspector(set)).isEqualTo(3000);
  }

  /** questdb docs, deployment with Docker: the image drops from root to uid 10001. */
  @Test
  void elseAsTheUserOfQuestDbsImage() {
    assertThat(inspector(PLAIN.set())).isEqualTo(10001);
  }

  // --- the rehearsed server
  // ------------------------------------------------------------------------

  @Test
  void theRehearsedServerNeverSeesTheVolumeNorTheObjectStore() {
    Originals.Variant everything = Originals.variant("everything");
    Pod pod = rehearse(everything, everything.set());
    Container server = server(pod);
    assertThat(server.getVolumeMounts())
        .extracting(VolumeMount::getName)
        .doesNotContainAnyElementsOf(claims(pod));
    assertThat(server.toString() + pod.getSpec().getVolumes()).doesNotContain("store");
    assertThat(server.getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .containsExactlyInAnyOrder(
            "/var/lib/questdb", ServerProperties.TLS_DIRECTORY, ServerProperties.ADMIN_DIRECTORY);
  }

  @Test
  void theRehearsedServerIsStartedAsTheDatabaseIs() {
    Pod pod = rehearse(PLAIN, HARDENED);
    Container server = server(pod);
    assertThat(server.getImage()).isEqualTo(Originals.ENTERPRISE_IMAGE);
    assertThat(server.getEnv()).isEqualTo(Workload.database(HARDENED).getEnv());
    assertThat(server.getSecurityContext())
        .isEqualTo(Workload.database(HARDENED).getSecurityContext());
    assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(3000);
    assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
  }

  /** The vendor's chart (values.yaml, questdb.secretFiles) names files in QDB_…_FILE. */
  @Test
  void theRehearsedServerFindsTheFilesThatItsEnvironmentNames() {
    Volume passwords = new VolumeBuilder().withName("root").withNewSecret().endSecret().build();
    StatefulSet set =
        mounting(
            passwords,
            new VolumeMount("/run/secrets/pg", null, "root", true, null, "pg", null),
            new VolumeMount(CONF, null, "root", true, null, "server.conf", null));
    Pod pod = rehearse(PLAIN, set);
    assertThat(server(pod).getVolumeMounts())
        .filteredOn(mount -> mount.getMountPath().equals("/run/secrets/pg"))
        .singleElement()
        .satisfies(
            mount -> {
              assertThat(mount.getSubPath()).isEqualTo("pg");
              assertThat(pod.getSpec().getVolumes())
                  .filteredOn(volume -> volume.getName().equals(mount.getName()))
                  .containsExactly(new VolumeBuilder(passwords).withName(mount.getName()).build());
            });
    assertThat(server(pod).getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .doesNotContain(CONF);
  }

  @Test
  void theRehearsedServerGetsNoOtherClaimOfTheDatabase() {
    Volume archive =
        new VolumeBuilder()
            .withName("archive")
            .withNewPersistentVolumeClaim("archive", false)
            .build();
    StatefulSet set =
        mounting(archive, new VolumeMount("/archive", null, "archive", null, null, null, null));
    assertThat(server(rehearse(PLAIN, set)).getVolumeMounts())
        .isEqualTo(server(rehearse(PLAIN, PLAIN.set())).getVolumeMounts());
  }

  @Test
  void theConfigurationIsMergedFromWhereTheServerReadsIt() {
    assertThat(merge(rehearse(PLAIN, PLAIN.set())).getArgs())
        .contains("--from=/data/conf/server.conf");
    Pod pod = rehearse(CONFIG_MAP, CONFIG_MAP.set());
    assertThat(merge(pod).getArgs()).contains("--from=/source/server.conf");
    assertThat(pod.getSpec().getVolumes())
        .anyMatch(
            volume ->
                volume.getConfigMap() != null
                    && volume.getConfigMap().getName().equals("questdb-conf"));
  }

  // --- the pod beside the server
  // -------------------------------------------------------------------

  @Test
  void aFileOnTheVolumeIsStagedUnderANameOfTheAttempt() {
    Pod pod = PODS.attend(run(PLAIN), PLAIN.pin(), PLAIN.set(), REPORT, 2);
    assertThat(merge(pod).getArgs()).contains("--name=server.conf.qdbm-11111111-2");
    assertThat(pod.getMetadata().getName()).isEqualTo("qdbm-11111111-attend-2");
  }

  @Test
  void whatIsInAConfigMapIsNotStagedOnTheVolume() {
    assertThat(attend(CONFIG_MAP).getSpec().getInitContainers()).isEmpty();
  }

  /**
   * The step waits for it before it stops the database; a probe that goes on would slow its end.
   */
  @Test
  void itIsReadyOnceItWaitsForTheLockAndStaysSo() {
    assertThat(attend(PLAIN).getSpec().getContainers())
        .singleElement()
        .satisfies(
            container -> {
              assertThat(container.getName()).isEqualTo(TemporaryPods.ATTEND);
              assertThat(container.getStartupProbe().getTcpSocket()).isNotNull();
              assertThat(container.getReadinessProbe()).isNull();
            });
  }

  @Test
  void itKeepsThePullSecretsOfTheDatabaseWithTheKubelet() {
    assertThat(attend(PLAIN).getSpec().getImagePullSecrets())
        .extracting(LocalObjectReference::getName)
        .containsExactlyInAnyOrder("operator-pull", "database-pull", "pull");
  }

  private static Arguments row(String kind, Originals.Variant variant, Pod pod) {
    return Arguments.of(Named.of(kind + ", " + variant.name(), pod));
  }

  private static Pod inspect(Originals.Variant variant, StatefulSet set) {
    return PODS.inspect(run(variant), variant.pin(), set, 1);
  }

  private static Pod rehearse(Originals.Variant variant, StatefulSet set) {
    return PODS.rehearse(run(variant), variant.pin(), set, REPORT, 1);
  }

  private static Pod attend(Originals.Variant variant) {
    return PODS.attend(run(variant), variant.pin(), HARDENED, REPORT, 1);
  }

  private static Pod install(Originals.Variant variant) {
    return PODS.install(run(variant), variant.pin(), HARDENED, REPORT, "server.conf.staged");
  }

  private static Pod remove(Originals.Variant variant) {
    return PODS.removeStaged(run(variant), variant.pin(), HARDENED, REPORT, 1);
  }

  private static Run run(Originals.Variant variant) {
    return Workload.run(Originals.RUN_UID, variant);
  }

  /** The set with all that a careful owner writes. */
  private static StatefulSet hardened(StatefulSet set) {
    StatefulSet pods =
        new StatefulSetBuilder(set)
            .editSpec()
            .editTemplate()
            .editSpec()
            .withSecurityContext(
                new PodSecurityContextBuilder()
                    .withRunAsUser(3000L)
                    .withRunAsNonRoot(true)
                    .withFsGroup(3000L)
                    .withFsGroupChangePolicy("OnRootMismatch")
                    .withSeLinuxOptions(SELINUX)
                    .build())
            .addNewToleration()
            .withKey("dedicated")
            .endToleration()
            .addNewImagePullSecret("database-pull")
            .addNewImagePullSecret("operator-pull")
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    return container(pods, new SecurityContextBuilder().withRunAsUser(4000L).build());
  }

  private static StatefulSet container(StatefulSet set, SecurityContext context) {
    return new StatefulSetBuilder(set)
        .editSpec()
        .editTemplate()
        .editSpec()
        .editContainer(0)
        .withSecurityContext(context)
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static StatefulSet mounting(Volume volume, VolumeMount... mounts) {
    return new StatefulSetBuilder(PLAIN.set())
        .editSpec()
        .editTemplate()
        .editSpec()
        .addToVolumes(volume)
        .editContainer(0)
        .addToVolumeMounts(mounts)
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static long inspector(StatefulSet set) {
    return ours(inspect(PLAIN, set)).get(0).getSecurityContext().getRunAsUser();
  }

  private static Container server(Pod pod) {
    return pod.getSpec().getContainers().get(0);
  }

  private static Container merge(Pod pod) {
    return pod.getSpec().getInitContainers().get(0);
  }

  private static List<Container> ours(Pod pod) {
    PodSpec spec = pod.getSpec();
    List<Container> all = new ArrayList<>(spec.getInitContainers());
    all.addAll(spec.getContainers());
    all.removeIf(container -> container.getName().equals(TemporaryPods.SERVER));
    return all;
  }

  private static List<String> claims(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getPersistentVolumeClaim() != null)
        .map(volume -> volume.getName())
        .toList();
  }
}
