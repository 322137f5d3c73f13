package io.questdb.migration.lab.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.questdb.migration.lab.enterprise.EnterpriseServer;
import io.questdb.migration.lab.node.Images;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.BiFunction;

/** Sees every open-source server that runs on a volume that Enterprise has opened. */
final class OpenSourceWatch implements AutoCloseable, ResourceEventHandler<Pod> {
  private final BiFunction<String, String, Path> volumes;
  private final Set<String> violations = new ConcurrentSkipListSet<>();
  private final SharedIndexInformer<Pod> pods;

  /**
   * @param volumes the directory of a claim, by namespace and name
   */
  OpenSourceWatch(KubernetesClient client, BiFunction<String, String, Path> volumes) {
    this.volumes = volumes;
    this.pods = client.pods().inAnyNamespace().inform(this);
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  @Override
  public void onAdd(Pod pod) {
    if (!runsOpenSource(pod)) {
      return;
    }
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (volume.getPersistentVolumeClaim() != null) {
        check(pod, volume.getPersistentVolumeClaim().getClaimName());
      }
    }
  }

  @Override
  public void onUpdate(Pod before, Pod pod) {
    onAdd(pod);
  }

  @Override
  public void onDelete(Pod pod, boolean finalStateUnknown) {
    onAdd(pod);
  }

  @Override
  public void close() {
    pods.close();
  }

  private void check(Pod pod, String claim) {
    Path mark =
        volumes
            .apply(pod.getMetadata().getNamespace(), claim)
            .resolve("db")
            .resolve(EnterpriseServer.MARK);
    if (Files.exists(mark)) {
      violations.add(
          "pod %s/%s started open source on the Enterprise volume of claim %s"
              .formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName(), claim));
    }
  }

  private static boolean runsOpenSource(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .anyMatch(
            status ->
                status.getState().getRunning() != null
                    && pod.getSpec().getContainers().stream()
                        .anyMatch(
                            container ->
                                container.getName().equals(status.getName())
                                    && container.getImage().equals(Images.OPEN_SOURCE)));
  }
}
