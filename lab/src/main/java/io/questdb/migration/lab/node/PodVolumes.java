package io.questdb.migration.lab.node;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The volumes of one pod as directories of this machine. */
final class PodVolumes {
  private static final Logger LOG = LoggerFactory.getLogger(PodVolumes.class);

  private final Pod pod;
  private final Path home;
  private final KubernetesClient client;
  private final VolumeStore store;
  private final Projections projections;
  private final Map<String, Path> byName = new HashMap<>();
  private final Map<String, ProjectedFiles> projected = new HashMap<>();
  private final Set<String> handles = ConcurrentHashMap.newKeySet();

  PodVolumes(Pod pod, String address, Path home, KubernetesClient client, VolumeStore store) {
    this.pod = pod;
    this.home = home;
    this.client = client;
    this.store = store;
    this.projections = new Projections(client, pod, address);
  }

  /**
   * Sets up what is not set up yet.
   *
   * @throws NotStartable if something it needs is not there yet
   */
  void prepare() throws NotStartable, IOException {
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (!byName.containsKey(volume.getName())) {
        byName.put(volume.getName(), prepare(volume));
      }
    }
  }

  /**
   * Brings changed Secrets and ConfigMaps into their directories; what is missing stays as it is.
   */
  void refresh() throws IOException {
    for (Volume volume : pod.getSpec().getVolumes()) {
      ProjectedFiles files = projected.get(volume.getName());
      if (files != null) {
        try {
          files.write(projections.files(volume));
        } catch (NotStartable e) {
          LOG.debug("volume {} keeps its last content: {}", volume.getName(), e.getMessage());
        }
      }
    }
  }

  Path path(String volumeName) {
    return byName.get(volumeName);
  }

  boolean isProjected(String volumeName) {
    return projected.containsKey(volumeName);
  }

  boolean uses(String volumeHandle) {
    return handles.contains(volumeHandle);
  }

  Projections projections() {
    return projections;
  }

  private Path prepare(Volume volume) throws NotStartable, IOException {
    if (volume.getPersistentVolumeClaim() != null) {
      return claim(volume.getPersistentVolumeClaim().getClaimName());
    }
    if (volume.getEmptyDir() != null) {
      return Files.createDirectories(home.resolve(volume.getName()));
    }
    if (Projections.isProjection(volume)) {
      Path directory = Files.createDirectories(home.resolve(volume.getName()));
      ProjectedFiles files = new ProjectedFiles(directory);
      files.write(projections.files(volume));
      projected.put(volume.getName(), files);
      return directory;
    }
    throw new NotStartable(
        "ContainerCreating", "the lab has no such kind of volume: " + volume.getName());
  }

  private Path claim(String name) throws NotStartable {
    String namespace = pod.getMetadata().getNamespace();
    PersistentVolumeClaim claim =
        client.persistentVolumeClaims().inNamespace(namespace).withName(name).get();
    boolean bound =
        claim != null && claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
    if (!bound) {
      throw new NotStartable("ContainerCreating", "claim " + name + " is not bound");
    }
    PersistentVolume volume =
        client.persistentVolumes().withName(claim.getSpec().getVolumeName()).get();
    if (volume == null || volume.getSpec().getCsi() == null) {
      throw new NotStartable("ContainerCreating", "claim " + name + " has no CSI volume");
    }
    String handle = volume.getSpec().getCsi().getVolumeHandle();
    Path directory = store.volume(handle);
    if (!Files.isDirectory(directory)) {
      throw new NotStartable("ContainerCreating", "volume " + handle + " is gone");
    }
    handles.add(handle);
    return directory;
  }
}
