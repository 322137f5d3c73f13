package io.questdb.migration.lab.controllers;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.lab.node.LabNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Binds pods to the one node once their claims are bound; nodeSelectors must fit its host name. */
public final class Scheduler extends ControlLoop {
  private static final String HOST_NAME = "kubernetes.io/hostname";

  private final Cached<Pod> pods;
  private final Cached<PersistentVolumeClaim> claims;

  public Scheduler(KubernetesClient client) {
    super("scheduler", client);
    pods = watch(Pod.class);
    claims = watch(PersistentVolumeClaim.class);
  }

  @Override
  void pass() {
    List<Pod> unbound =
        pods.all().stream()
            .filter(pod -> pod.getSpec().getNodeName() == null)
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .toList();
    forEach(unbound, this::bind);
  }

  private void bind(Pod pod) {
    Optional<String> obstacle = obstacle(pod);
    if (obstacle.isEmpty()) {
      patching.object(pod, Map.of("spec", Map.of("nodeName", LabNode.NAME)));
    } else if (pod.getStatus() == null || pod.getStatus().getConditions().isEmpty()) {
      Map<String, String> condition =
          Map.of(
              "type", "PodScheduled",
              "status", "False",
              "reason", "Unschedulable",
              "message", obstacle.get());
      patching.status(pod, Map.of("phase", "Pending", "conditions", List.of(condition)));
    }
  }

  private Optional<String> obstacle(Pod pod) {
    Map<String, String> selector = pod.getSpec().getNodeSelector();
    String host = selector == null ? null : selector.get(HOST_NAME);
    if (host != null && !host.equals(LabNode.NAME)) {
      return Optional.of("0/1 nodes are available: 1 node(s) didn't match Pod's node selector");
    }
    return pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getPersistentVolumeClaim() != null)
        .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
        .filter(name -> !bound(pod.getMetadata().getNamespace(), name))
        .map(name -> "persistentvolumeclaim \"" + name + "\" is missing or not bound")
        .findFirst();
  }

  private boolean bound(String namespace, String name) {
    return claims.all().stream()
        .filter(claim -> claim.getMetadata().getNamespace().equals(namespace))
        .filter(claim -> claim.getMetadata().getName().equals(name))
        .anyMatch(claim -> "Bound".equals(claim.getStatus().getPhase()));
  }
}
