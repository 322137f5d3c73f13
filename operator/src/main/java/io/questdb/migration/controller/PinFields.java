package io.questdb.migration.controller;

import static io.questdb.migration.controller.StatusText.need;
import static io.questdb.migration.controller.StatusText.orNull;
import static io.questdb.migration.controller.StatusText.text;

import io.questdb.migration.api.v1alpha1.QuestDBMigrationStatus;
import io.questdb.migration.api.v1alpha1.WorkloadStatus;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.WorkloadPin;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pinned workload in {@code status.workload}. */
final class PinFields {
  private static final Map<ConfigSource.Kind, String> KINDS =
      Map.of(
          ConfigSource.Kind.VOLUME, "Volume",
          ConfigSource.Kind.CONFIG_MAP, "ConfigMap",
          ConfigSource.Kind.SECRET, "Secret");

  private PinFields() {}

  static void write(WorkloadPin pin, QuestDBMigrationStatus status) {
    WorkloadStatus workload = new WorkloadStatus();
    workload.setStatefulSetName(orNull(pin.statefulSetName()));
    workload.setStatefulSetUid(orNull(pin.statefulSetUid()));
    workload.setContainerName(orNull(pin.containerName()));
    workload.setPodName(orNull(pin.podName()));
    workload.setPodUid(orNull(pin.podUid()));
    workload.setNodeName(orNull(pin.nodeName()));
    workload.setServiceName(orNull(pin.serviceName()));
    workload.setClaimName(orNull(pin.claimName()));
    workload.setClaimUid(orNull(pin.claimUid()));
    workload.setVolumeName(orNull(pin.volumeName()));
    workload.setMountPath(orNull(pin.dataPath()));
    workload.setStorageDriver(orNull(pin.driver()));
    workload.setSnapshotClassName(orNull(pin.snapshotClassName()));
    workload.setReplicas(pin.replicas());
    workload.setImage(orNull(pin.image()));
    workload.setImageID(orNull(pin.imageId()));
    workload.setVersion(orNull(pin.version()));
    workload.setServerConfSource(shown(pin.serverConf()));
    status.setWorkload(workload);
  }

  static WorkloadPin read(QuestDBMigrationStatus status) {
    WorkloadStatus workload = need(status.getWorkload(), "workload");
    return new WorkloadPin(
        text(workload.getStatefulSetName()),
        text(workload.getStatefulSetUid()),
        text(workload.getContainerName()),
        text(workload.getPodName()),
        text(workload.getPodUid()),
        text(workload.getNodeName()),
        text(workload.getServiceName()),
        text(workload.getClaimName()),
        text(workload.getClaimUid()),
        text(workload.getVolumeName()),
        text(workload.getMountPath()),
        text(workload.getStorageDriver()),
        text(workload.getSnapshotClassName()),
        need(workload.getReplicas(), "workload.replicas"),
        text(workload.getImage()),
        text(workload.getImageID()),
        text(workload.getVersion()),
        source(need(workload.getServerConfSource(), "workload.serverConfSource")));
  }

  private static String shown(ConfigSource source) {
    String kind = KINDS.get(source.kind());
    return source.name().isEmpty() ? kind : String.join("/", kind, source.name(), source.key());
  }

  private static ConfigSource source(String shown) {
    List<String> parts = List.of(shown.split("/", 3));
    Optional<ConfigSource.Kind> kind =
        KINDS.entrySet().stream()
            .filter(entry -> entry.getValue().equals(parts.get(0)))
            .map(Map.Entry::getKey)
            .findFirst();
    if (kind.isEmpty() || parts.size() == 2) {
      throw new IllegalArgumentException("status.workload.serverConfSource is unknown: " + shown);
    }
    return parts.size() == 1
        ? new ConfigSource(kind.get(), "", "")
        : new ConfigSource(kind.get(), parts.get(1), parts.get(2));
  }
}
