package io.questdb.migration.change;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.facts.WorkloadPin;

/** What a StatefulSet's template becomes. */
public final class PodTemplates {
  private PodTemplates() {}

  /** The pod that the controller would make of the set, under a name that is not taken. */
  public static Pod podOf(StatefulSet set, WorkloadPin pin, String namespace, String name) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .endMetadata()
            .withSpec(set.getSpec().getTemplate().getSpec())
            .build();
    boolean templated =
        set.getSpec().getVolumeClaimTemplates().stream()
            .anyMatch(claim -> claim.getMetadata().getName().equals(pin.volumeName()));
    if (templated) {
      PodSpec spec = new PodBuilder(pod).build().getSpec();
      spec.getVolumes().removeIf(volume -> volume.getName().equals(pin.volumeName()));
      spec.getVolumes()
          .add(
              new VolumeBuilder()
                  .withName(pin.volumeName())
                  .withNewPersistentVolumeClaim(pin.claimName(), false)
                  .build());
      pod.setSpec(spec);
    }
    return pod;
  }

  /**
   * The number of a port that may be given by name; -1 for a name that the container does not have.
   */
  static int port(Container container, IntOrString port) {
    if (port.getIntVal() != null) {
      return port.getIntVal();
    }
    return container.getPorts().stream()
        .filter(candidate -> port.getStrVal().equals(candidate.getName()))
        .map(ContainerPort::getContainerPort)
        .findFirst()
        .orElse(-1);
  }
}
