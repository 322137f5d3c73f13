package io.questdb.migration.change;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a database's container finds beside its data: files that its variables, its command or its
 * logging name, and room to write. A server that is rehearsed with the same variables needs them
 * too.
 */
final class FilesOfDatabase {
  /** Volumes of the owner may have any name, also one of ours. */
  private static final String PREFIX = "database-";

  private FilesOfDatabase() {}

  /**
   * Mounts them in another container, except what would hide {@code serverConf}, which is made for
   * that one, and what lives longer than a pod.
   *
   * @param database the pod in which they are mounted in {@code original}
   */
  static void mount(
      PodSpec database, Container original, String serverConf, PodSpec pod, Container server) {
    for (int i = 0; i < database.getVolumes().size(); i++) {
      Volume volume = database.getVolumes().get(i);
      String name = PREFIX + i;
      List<VolumeMount> mounts =
          original.getVolumeMounts().stream()
              .filter(mount -> mount.getName().equals(volume.getName()))
              .filter(mount -> !Path.of(serverConf).startsWith(Path.of(mount.getMountPath())))
              .map(mount -> new VolumeMountBuilder(mount).withName(name).build())
              .toList();
      if (endsWithPod(volume) && !mounts.isEmpty()) {
        pod.getVolumes().add(new VolumeBuilder(volume).withName(name).build());
        server.getVolumeMounts().addAll(mounts);
      }
    }
  }

  /** A token would be that of another account. */
  private static boolean endsWithPod(Volume volume) {
    return volume.getProjected() == null
        ? Stream.of(
                volume.getSecret(),
                volume.getConfigMap(),
                volume.getDownwardAPI(),
                volume.getEmptyDir())
            .anyMatch(Objects::nonNull)
        : volume.getProjected().getSources().stream()
            .allMatch(source -> source.getServiceAccountToken() == null);
  }
}
