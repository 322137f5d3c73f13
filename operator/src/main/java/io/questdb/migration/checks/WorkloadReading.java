package io.questdb.migration.checks;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetOrdinals;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which parts of a StatefulSet are the database: what the checks look at and Inspect pins.
 *
 * @param podName the one pod of the set
 * @param container the container that runs QuestDB; empty when it cannot be told
 * @param volumes the volumes of the pod
 * @param mount where the container mounts the data volume; empty when it cannot be told
 */
public record WorkloadReading(
    String podName,
    Optional<Container> container,
    List<Volume> volumes,
    Optional<VolumeMount> mount) {

  /** Where QuestDB's image keeps its install root (questdb docs, deployment with Docker). */
  public static final String DEFAULT_DATA_PATH = "/var/lib/questdb";

  /** The port of QuestDB's HTTP listener unless configured otherwise. */
  public static final int DEFAULT_HTTP_PORT = 9000;

  public WorkloadReading {
    volumes = List.copyOf(volumes);
  }

  /**
   * Reads a set.
   *
   * @param pod its pod, which knows the claim; without one the claim is named by the StatefulSet
   *     controller's rule
   * @param containerName {@code spec.workload.containerName}; null for the only container, else the
   *     one with port 9000
   */
  public static WorkloadReading of(StatefulSet set, Optional<Pod> pod, String containerName) {
    Optional<Container> container = container(set, containerName);
    List<Volume> volumes =
        pod.map(Pod::getSpec).map(PodSpec::getVolumes).orElseGet(() -> volumesToBe(set));
    return new WorkloadReading(
        podName(set), container, volumes, container.flatMap(c -> dataMount(c, volumes)));
  }

  /** The name of the set's first pod: ordinals may start above zero. */
  public static String podName(StatefulSet set) {
    Integer start =
        Optional.ofNullable(set.getSpec().getOrdinals())
            .map(StatefulSetOrdinals::getStart)
            .orElse(0);
    return set.getMetadata().getName() + "-" + start;
  }

  /** The volume of {@link #mount}. */
  public Optional<Volume> volume() {
    return mount.flatMap(found -> volume(volumes, found.getName()));
  }

  /** The claim of the data volume; empty when the data volume is not a claim. */
  public Optional<String> claimName() {
    return volume()
        .map(Volume::getPersistentVolumeClaim)
        .map(PersistentVolumeClaimVolumeSource::getClaimName);
  }

  /** Where the container mounts the install root, without trailing slash. */
  public String dataPath() {
    return mount.map(WorkloadReading::path).orElse(DEFAULT_DATA_PATH);
  }

  /** The port of the HTTP listener: 9000 if declared, else the one that is named {@code http}. */
  public int httpPort() {
    List<ContainerPort> ports = container.map(Container::getPorts).orElseGet(List::of);
    if (ports.stream().anyMatch(port -> port.getContainerPort() == DEFAULT_HTTP_PORT)) {
      return DEFAULT_HTTP_PORT;
    }
    return ports.stream()
        .filter(port -> "http".equals(port.getName()))
        .map(ContainerPort::getContainerPort)
        .findFirst()
        .orElse(DEFAULT_HTTP_PORT);
  }

  static Optional<Volume> volume(List<Volume> volumes, String name) {
    return volumes.stream().filter(volume -> volume.getName().equals(name)).findFirst();
  }

  static String path(VolumeMount mount) {
    String path = mount.getMountPath();
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Whether {@code path} is {@code directory} or lies in it. */
  static boolean within(String path, String directory) {
    return path.equals(directory) || path.startsWith(directory + "/");
  }

  private static Optional<Container> container(StatefulSet set, String name) {
    List<Container> containers = set.getSpec().getTemplate().getSpec().getContainers();
    if (name != null) {
      return containers.stream().filter(c -> c.getName().equals(name)).findFirst();
    }
    List<Container> candidates =
        containers.size() == 1
            ? containers
            : containers.stream()
                .filter(
                    c ->
                        c.getPorts().stream()
                            .anyMatch(p -> p.getContainerPort() == DEFAULT_HTTP_PORT))
                .toList();
    return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
  }

  /**
   * The mount at the default path, whatever is mounted there; else that of the only claim of the
   * container; else the first below the default path, which the checks then refuse.
   */
  private static Optional<VolumeMount> dataMount(Container container, List<Volume> volumes) {
    List<VolumeMount> mounts = container.getVolumeMounts();
    Optional<VolumeMount> standard =
        mounts.stream().filter(mount -> path(mount).equals(DEFAULT_DATA_PATH)).findFirst();
    if (standard.isPresent()) {
      return standard;
    }
    List<VolumeMount> claims = mounts.stream().filter(mount -> isClaim(volumes, mount)).toList();
    if (claims.stream().map(VolumeMount::getName).distinct().count() == 1) {
      return Optional.of(claims.get(0));
    }
    return claims.stream().filter(mount -> within(path(mount), DEFAULT_DATA_PATH)).findFirst();
  }

  private static boolean isClaim(List<Volume> volumes, VolumeMount mount) {
    return volume(volumes, mount.getName()).map(Volume::getPersistentVolumeClaim).isPresent();
  }

  /** A claim template named like a volume of the pod template replaces it. */
  private static List<Volume> volumesToBe(StatefulSet set) {
    StatefulSetSpec spec = set.getSpec();
    List<Volume> volumes = new ArrayList<>();
    spec.getVolumeClaimTemplates()
        .forEach(
            claim -> {
              String name = claim.getMetadata().getName();
              volumes.add(
                  new VolumeBuilder()
                      .withName(name)
                      .withNewPersistentVolumeClaim(name + "-" + podName(set), false)
                      .build());
            });
    spec.getTemplate().getSpec().getVolumes().stream()
        .filter(volume -> volume(volumes, volume.getName()).isEmpty())
        .forEach(volumes::add);
    return volumes;
  }
}
