package io.questdb.migration.change;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.questdb.migration.api.v1alpha1.AccessMode;
import io.questdb.migration.api.v1alpha1.Listener;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.Staged;
import io.questdb.migration.facts.WorkloadPin;
import java.util.List;
import java.util.Optional;

/**
 * The Enterprise pod template: the original with the image, pull secrets, TLS directory, secret
 * files, {@code server.conf} and probes of the migration. It only adds to lists that are keyed, so
 * that other managers keep what they own.
 */
public final class EnterpriseTemplate {
  private static final String TLS_VOLUME = "questdb-migration-tls";
  private static final String ADMIN_VOLUME = "questdb-migration-admin";
  private static final String STORE_VOLUME = "questdb-migration-store";
  private static final String CONFIG_VOLUME = "questdb-migration-config";

  private final QuestDBMigrationSpec spec;
  private final WorkloadPin pin;

  /** {@code spec} has its defaults applied. */
  public EnterpriseTemplate(QuestDBMigrationSpec spec, WorkloadPin pin) {
    this.spec = spec;
    this.pin = pin;
  }

  /**
   * A copy of the set with the Enterprise template; {@code mark} is the run's annotation of the
   * template.
   */
  public StatefulSet applied(StatefulSet original, Staged staged, String mark) {
    StatefulSet set = new StatefulSetBuilder(original).build();
    apply(set, staged, mark);
    return set;
  }

  /** Makes the template of the set an Enterprise one. */
  void apply(StatefulSet set, Staged staged, String mark) {
    PodSpec pod = set.getSpec().getTemplate().getSpec();
    Container container = container(pod);
    pullSecrets(pod);
    secrets(pod, container);
    config(pod, container, staged);
    container.setImage(spec.getEnterprise().getImage());
    probes(container);
    set.getSpec().getTemplate().getMetadata().getAnnotations().put(Labels.RUN, mark);
  }

  /** Adds what the rehearsed server needs of secrets: everything but the object store. */
  void rehearsalSecrets(PodSpec pod, Container container) {
    if (spec.getTls() != null) {
      mount(
          pod,
          container,
          TLS_VOLUME,
          spec.getTls().getSecretName(),
          ServerProperties.TLS_DIRECTORY);
    }
    if (spec.getAccess().getMode() == AccessMode.ENFORCED) {
      String secret = spec.getAccess().getAdminSecretName();
      mount(pod, container, ADMIN_VOLUME, secret, ServerProperties.ADMIN_DIRECTORY);
      fileEnv(container, "acl.admin.password", ServerProperties.ADMIN_DIRECTORY + "/password");
      container
          .getEnv()
          .add(
              new EnvVarBuilder()
                  .withName(OwnedKeys.envName("acl.admin.user"))
                  .withNewValueFrom()
                  .withNewSecretKeyRef("username", secret, null)
                  .endValueFrom()
                  .build());
    }
  }

  void pullSecrets(PodSpec pod) {
    spec.getEnterprise()
        .getImagePullSecrets()
        .forEach(
            secret -> {
              LocalObjectReference reference = new LocalObjectReference(secret.getName());
              if (!pod.getImagePullSecrets().contains(reference)) {
                pod.getImagePullSecrets().add(reference);
              }
            });
  }

  private void secrets(PodSpec pod, Container container) {
    rehearsalSecrets(pod, container);
    if (spec.getReplication() != null) {
      var store = spec.getReplication().getObjectStoreSecretRef();
      mount(pod, container, STORE_VOLUME, store.getName(), ServerProperties.STORE_DIRECTORY);
      fileEnv(
          container,
          "replication.object.store",
          ServerProperties.STORE_DIRECTORY + "/" + store.getKey());
    }
  }

  private void config(PodSpec pod, Container container, Staged staged) {
    String path = ConfigSource.path(pin.dataPath());
    container.getVolumeMounts().removeIf(mount -> mount.getMountPath().equals(path));
    boolean onVolume = staged.kind() == ConfigSource.Kind.VOLUME;
    if (!onVolume) {
      pod.getVolumes()
          .add(
              new VolumeBuilder()
                  .withName(CONFIG_VOLUME)
                  .withNewSecret()
                  .withSecretName(staged.name())
                  .endSecret()
                  .build());
    }
    container
        .getVolumeMounts()
        .add(
            new VolumeMountBuilder()
                .withName(onVolume ? pin.volumeName() : CONFIG_VOLUME)
                .withMountPath(path)
                .withSubPath(onVolume ? "conf/" + staged.name() : "server.conf")
                .build());
  }

  /**
   * Probes of a listener that turned to TLS must speak it; the kubelet does not verify the
   * certificate.
   */
  private void probes(Container container) {
    if (spec.getTls() == null) {
      return;
    }
    List<Listener> listeners = spec.getTls().getListeners();
    for (Probe probe :
        new Probe[] {
          container.getReadinessProbe(), container.getLivenessProbe(), container.getStartupProbe()
        }) {
      if (probe == null || probe.getHttpGet() == null) {
        continue;
      }
      int port = PodTemplates.port(container, probe.getHttpGet().getPort());
      if ((port == 9000 && listeners.contains(Listener.HTTP))
          || (port == 9003 && listeners.contains(Listener.HEALTH))) {
        probe.getHttpGet().setScheme("HTTPS");
      }
    }
  }

  Container container(PodSpec pod) {
    return pod.getContainers().stream()
        .filter(candidate -> candidate.getName().equals(pin.containerName()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no container " + pin.containerName()));
  }

  private static void mount(
      PodSpec pod, Container container, String volume, String secret, String path) {
    Volume source =
        new VolumeBuilder()
            .withName(volume)
            .withNewSecret()
            .withSecretName(secret)
            .endSecret()
            .build();
    pod.getVolumes().add(source);
    VolumeMount mount =
        new VolumeMountBuilder().withName(volume).withMountPath(path).withReadOnly(true).build();
    container.getVolumeMounts().add(mount);
  }

  private static void fileEnv(Container container, String key, String path) {
    Optional<EnvVar> present =
        container.getEnv().stream()
            .filter(env -> env.getName().equals(OwnedKeys.fileEnvName(key)))
            .findFirst();
    present.ifPresent(container.getEnv()::remove);
    container.getEnv().add(new EnvVar(OwnedKeys.fileEnvName(key), path, null));
  }
}
