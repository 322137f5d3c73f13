package io.questdb.migration.checks;

import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.ConfigSource.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds where {@code conf/server.conf} comes from, by the mounts of the container alone. */
public final class ConfigLocation {
  private static final ConfigSource ON_VOLUME = new ConfigSource(Kind.VOLUME, "", "");

  private ConfigLocation() {}

  /**
   * The source of the file: VOLUME when nothing is mounted over it, which may still mean that there
   * is none. Empty when something is mounted over it in which the file cannot be found, such as an
   * {@code emptyDir}.
   */
  public static Optional<ConfigSource> of(WorkloadReading workload) {
    String file = ConfigSource.path(workload.dataPath());
    Optional<VolumeMount> covering =
        workload.container().stream()
            .flatMap(container -> container.getVolumeMounts().stream())
            .filter(mount -> WorkloadReading.within(file, WorkloadReading.path(mount)))
            .max(Comparator.comparingInt(mount -> WorkloadReading.path(mount).length()));
    if (covering.isEmpty() || covering.equals(workload.mount())) {
      return workload.mount().map(mount -> ON_VOLUME);
    }
    VolumeMount mount = covering.get();
    return WorkloadReading.volume(workload.volumes(), mount.getName())
        .flatMap(volume -> source(volume, inVolume(file, mount)));
  }

  /** The file's path inside the mounted volume. */
  private static String inVolume(String file, VolumeMount mount) {
    String rest = file.substring(WorkloadReading.path(mount).length());
    String joined = (mount.getSubPath() == null ? "" : mount.getSubPath()) + rest;
    return joined.startsWith("/") ? joined.substring(1) : joined;
  }

  private static Optional<ConfigSource> source(Volume volume, String path) {
    if (volume.getConfigMap() != null) {
      ConfigMapVolumeSource map = volume.getConfigMap();
      return key(map.getItems(), path)
          .map(key -> new ConfigSource(Kind.CONFIG_MAP, map.getName(), key));
    }
    if (volume.getSecret() != null) {
      SecretVolumeSource secret = volume.getSecret();
      return key(secret.getItems(), path)
          .map(key -> new ConfigSource(Kind.SECRET, secret.getSecretName(), key));
    }
    if (volume.getProjected() == null) {
      return Optional.empty();
    }
    List<ConfigSource> sources =
        volume.getProjected().getSources().stream().flatMap(part -> projected(part, path)).toList();
    // Without a list of items only the objects themselves say which of two holds the file.
    return sources.size() == 1 ? Optional.of(sources.get(0)) : Optional.empty();
  }

  private static Stream<ConfigSource> projected(VolumeProjection part, String path) {
    if (part.getConfigMap() != null) {
      return key(part.getConfigMap().getItems(), path).stream()
          .map(key -> new ConfigSource(Kind.CONFIG_MAP, part.getConfigMap().getName(), key));
    }
    if (part.getSecret() != null) {
      return key(part.getSecret().getItems(), path).stream()
          .map(key -> new ConfigSource(Kind.SECRET, part.getSecret().getName(), key));
    }
    return Stream.empty();
  }

  /** Without items every key is a file of its name. */
  private static Optional<String> key(List<KeyToPath> items, String path) {
    if (items == null || items.isEmpty()) {
      return path.contains("/") ? Optional.empty() : Optional.of(path);
    }
    return items.stream()
        .filter(item -> item.getPath().equals(path))
        .map(KeyToPath::getKey)
        .findFirst();
  }
}
