package io.questdb.migration.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.questdb.migration.api.v1alpha1.Defaults;
import io.questdb.migration.api.v1alpha1.Listener;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.crash.Originals;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class EnterpriseTemplateTest {
  private static final Originals.Variant PLAIN = Originals.variant("plain");
  private static final Originals.Variant EVERYTHING = Originals.variant("everything");
  private static final Originals.Variant CONFIG_MAP = Originals.variant("offline only");
  static final List<Originals.Variant> VARIANTS = Originals.VARIANTS;

  @ParameterizedTest
  @FieldSource("VARIANTS")
  void imagePullSecretAndMarkAreThere(Originals.Variant variant) {
    StatefulSet after = Workload.enterprise(variant.set(), variant);
    assertThat(Workload.database(after).getImage()).isEqualTo(Originals.ENTERPRISE_IMAGE);
    assertThat(after.getSpec().getTemplate().getSpec().getImagePullSecrets())
        .containsExactly(new LocalObjectReference("pull"));
    assertThat(after.getSpec().getTemplate().getMetadata().getAnnotations())
        .isEqualTo(Map.of("team", "trades", Labels.RUN, Originals.RUN_UID));
  }

  @ParameterizedTest
  @FieldSource("VARIANTS")
  void whatOthersOwnIsKept(Originals.Variant variant) {
    StatefulSet before = withSidecar(variant.set());
    StatefulSet untouched = new StatefulSetBuilder(before).build();

    StatefulSet after = Workload.enterprise(before, variant);

    assertThat(before).isEqualTo(untouched);
    assertThat(after.getMetadata()).isEqualTo(before.getMetadata());
    assertThat(after.getSpec().getTemplate().getMetadata().getLabels())
        .isEqualTo(before.getSpec().getTemplate().getMetadata().getLabels());
    assertThat(after.getSpec().getTemplate().getSpec().getContainers().get(1))
        .isEqualTo(before.getSpec().getTemplate().getSpec().getContainers().get(1));
    assertThat(after.getSpec().getTemplate().getSpec().getVolumes())
        .containsAll(before.getSpec().getTemplate().getSpec().getVolumes());
    assertThat(Workload.database(after).getEnv()).containsAll(Workload.database(before).getEnv());
    assertThat(after.getSpec().getTemplate().getSpec().getSecurityContext())
        .isEqualTo(before.getSpec().getTemplate().getSpec().getSecurityContext());
  }

  @Test
  void aPullSecretThatIsThereIsNotAddedAgain() {
    StatefulSet before =
        new StatefulSetBuilder(PLAIN.set())
            .editSpec()
            .editTemplate()
            .editSpec()
            .addNewImagePullSecret("pull")
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    assertThat(Workload.enterprise(before, PLAIN).getSpec().getTemplate().getSpec())
        .extracting(pod -> pod.getImagePullSecrets())
        .isEqualTo(List.of(new LocalObjectReference("pull")));
  }

  @Test
  void theStagedFileOfTheVolumeIsMountedOverTheOriginal() {
    StatefulSet after = Workload.enterprise(PLAIN.set(), PLAIN);
    VolumeMount mount = mounted(after, "/var/lib/questdb/conf/server.conf");
    assertThat(mount.getName()).isEqualTo("questdb");
    assertThat(mount.getSubPath()).isEqualTo("conf/server.conf.staged");
    assertThat(after.getSpec().getTemplate().getSpec().getVolumes()).isEmpty();
  }

  @Test
  void theMergedSecretTakesThePlaceOfAConfigMap() {
    StatefulSet after = Workload.enterprise(CONFIG_MAP.set(), CONFIG_MAP);
    VolumeMount mount = mounted(after, "/var/lib/questdb/conf/server.conf");
    assertThat(mount.getSubPath()).isEqualTo("server.conf");
    assertThat(secretOf(after, mount)).isEqualTo("merged-conf");
  }

  @Test
  void secretsReachTheServerAsFilesOnly() {
    StatefulSet after = Workload.enterprise(EVERYTHING.set(), EVERYTHING);
    assertThat(secretOf(after, mounted(after, ServerProperties.TLS_DIRECTORY))).isEqualTo("tls");
    assertThat(secretOf(after, mounted(after, ServerProperties.ADMIN_DIRECTORY)))
        .isEqualTo("admin");
    assertThat(secretOf(after, mounted(after, ServerProperties.STORE_DIRECTORY)))
        .isEqualTo("store");
    assertThat(env(after, "QDB_ACL_ADMIN_PASSWORD_FILE").getValue())
        .isEqualTo(ServerProperties.ADMIN_DIRECTORY + "/password");
    assertThat(env(after, "QDB_REPLICATION_OBJECT_STORE_FILE").getValue())
        .isEqualTo(ServerProperties.STORE_DIRECTORY + "/connection");
    assertThat(env(after, "QDB_ACL_ADMIN_USER").getValueFrom().getSecretKeyRef().getKey())
        .isEqualTo("username");
    assertThat(Workload.database(after).getEnv())
        .extracting(EnvVar::getName)
        .doesNotContain("QDB_ACL_ADMIN_PASSWORD", "QDB_REPLICATION_OBJECT_STORE");
  }

  /** A file that is mounted by {@code subPath} is not replaced when its Secret changes. */
  @Test
  void aRenewedCertificateReachesThePod() {
    StatefulSet after = Workload.enterprise(EVERYTHING.set(), EVERYTHING);
    assertThat(mounted(after, ServerProperties.TLS_DIRECTORY).getSubPath()).isNull();
  }

  @Test
  void whatIsNotAskedForIsNotThere() {
    Container after = Workload.database(Workload.enterprise(PLAIN.set(), PLAIN));
    assertThat(after.getEnv()).isEqualTo(Workload.database(PLAIN.set()).getEnv());
    assertThat(after.getVolumeMounts()).hasSize(2);
  }

  static Stream<Arguments> probes() {
    List<Listener> all = List.of(Listener.HTTP, Listener.PGWIRE, Listener.ILP, Listener.HEALTH);
    return Stream.of(
        Arguments.of("the health listener stays plain", "metrics", List.of(Listener.HTTP), null),
        Arguments.of("unless it is listed", "metrics", all, "HTTPS"),
        Arguments.of("the HTTP listener turns", "http", List.of(Listener.HTTP), "HTTPS"),
        Arguments.of("unless it is left out", "http", List.of(Listener.ILP), null),
        Arguments.of("a port of another name is not ours", "other", all, null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("probes")
  void probesSpeakWhatTheirListenerSpeaks(
      String sentence, String port, List<Listener> listeners, String scheme) {
    QuestDBMigrationSpec spec = Defaults.applied(EVERYTHING.spec());
    spec.getTls().setListeners(listeners);
    StatefulSet before =
        new StatefulSetBuilder(EVERYTHING.set())
            .editSpec()
            .editTemplate()
            .editSpec()
            .editContainer(0)
            .withNewLivenessProbe()
            .withNewHttpGet()
            .withPath("/")
            .withNewPort(port)
            .endHttpGet()
            .endLivenessProbe()
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();

    StatefulSet after =
        new EnterpriseTemplate(spec, EVERYTHING.pin())
            .applied(before, Workload.staged(EVERYTHING), Originals.RUN_UID);

    Probe probe = Workload.database(after).getLivenessProbe();
    assertThat(probe.getHttpGet().getScheme()).isEqualTo(scheme);
  }

  private static StatefulSet withSidecar(StatefulSet set) {
    return new StatefulSetBuilder(set)
        .editSpec()
        .editTemplate()
        .editSpec()
        .withNewSecurityContext()
        .withFsGroup(10001L)
        .endSecurityContext()
        .addNewVolume()
        .withName("scratch")
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .addNewContainer()
        .withName("sidecar")
        .withImage("sidecar:1")
        .withNewReadinessProbe()
        .withNewHttpGet()
        .withNewPort(9000)
        .endHttpGet()
        .endReadinessProbe()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static VolumeMount mounted(StatefulSet set, String path) {
    List<VolumeMount> mounts =
        Workload.database(set).getVolumeMounts().stream()
            .filter(mount -> mount.getMountPath().equals(path))
            .toList();
    assertThat(mounts).hasSize(1);
    return mounts.get(0);
  }

  private static String secretOf(StatefulSet set, VolumeMount mount) {
    return set.getSpec().getTemplate().getSpec().getVolumes().stream()
        .filter(volume -> volume.getName().equals(mount.getName()))
        .map(Volume::getSecret)
        .findFirst()
        .orElseThrow()
        .getSecretName();
  }

  private static EnvVar env(StatefulSet set, String name) {
    return Workload.database(set).getEnv().stream()
        .filter(env -> env.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
