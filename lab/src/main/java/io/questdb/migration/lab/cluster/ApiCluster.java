package io.questdb.migration.lab.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;

/** What can be done on any cluster through its API alone. */
abstract class ApiCluster implements LabCluster {
  private static final String HOLD = "{\"metadata\": {\"finalizers\": [\"lab.questdb.io/hold\"]}}";
  private static final String LET_GO = "{\"metadata\": {\"finalizers\": null}}";

  private final KubernetesClient admin;

  /**
   * @param admin may do everything; closed with the cluster
   */
  ApiCluster(KubernetesClient admin) {
    this.admin = admin;
  }

  @Override
  public KubernetesClient client() {
    return admin;
  }

  @Override
  public List<HasMetadata> apply(String manifests) {
    return admin
        .load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8)))
        .items()
        .stream()
        .map(object -> admin.resource(object).createOr(existing -> existing.update()))
        .toList();
  }

  @Override
  public InetSocketAddress serviceAddress(String namespace, String service, int port) {
    Service found = admin.services().inNamespace(namespace).withName(service).get();
    String address = found == null ? null : found.getSpec().getClusterIP();
    if (address == null || address.isEmpty() || address.equals("None")) {
      throw new NoSuchElementException("service " + namespace + "/" + service + " has no address");
    }
    return new InetSocketAddress(address, port);
  }

  /** By a finalizer, until it is let go: the kubelet ends the containers, the object stays. */
  @Override
  public void holdTermination(String namespace, String pod, Duration duration) {
    PodResource found = admin.pods().inNamespace(namespace).withName(pod);
    if (found.get() != null) {
      found.patch(PatchContext.of(PatchType.JSON_MERGE), duration.isZero() ? LET_GO : HOLD);
    }
  }

  @Override
  public void killDatabase(String namespace, String pod) {
    Pod found = admin.pods().inNamespace(namespace).withName(pod).require();
    killContainer(namespace, pod, found.getSpec().getContainers().get(0).getName());
  }

  /** A new client with the account of a kubeconfig. */
  static KubernetesClient client(Path kubeconfig) {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
        .build();
  }

  /** What the storage driver calls the volume of a bound claim. */
  String volumeHandle(String namespace, String claim) {
    PersistentVolumeClaim found =
        admin.persistentVolumeClaims().inNamespace(namespace).withName(claim).require();
    PersistentVolume volume =
        admin.persistentVolumes().withName(found.getSpec().getVolumeName()).require();
    return volume.getSpec().getCsi().getVolumeHandle();
  }
}
