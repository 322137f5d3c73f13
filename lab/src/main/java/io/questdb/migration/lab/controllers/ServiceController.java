package io.questdb.migration.lab.controllers;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Services with selectors: a cluster address, forwarding to the first ready pod, Endpoints and an
 * EndpointSlice.
 */
public final class ServiceController extends ControlLoop {
  private final Supplier<String> addresses;
  private final Cached<Service> services;
  private final Cached<Pod> pods;
  private final Map<String, TcpForwarder> forwarders = new HashMap<>();
  private final Map<String, List<String>> written = new HashMap<>();

  /**
   * @param addresses gives a free loopback address for each Service
   */
  public ServiceController(KubernetesClient client, Supplier<String> addresses) {
    super("services", client);
    this.addresses = addresses;
    services = watch(Service.class);
    pods = watch(Pod.class);
  }

  @Override
  public void close() {
    super.close();
    closeExcept(Set.of());
  }

  @Override
  void pass() {
    Set<String> wanted = new HashSet<>();
    forEach(
        services.all(),
        service -> {
          if (service.getSpec().getSelector() != null
              && !service.getSpec().getSelector().isEmpty()) {
            reconcile(service, wanted);
          }
        });
    closeExcept(wanted);
  }

  private void reconcile(Service service, Set<String> wanted) {
    String clusterIp = service.getSpec().getClusterIP();
    if (clusterIp == null || clusterIp.isEmpty()) {
      String address = addresses.get();
      patching.object(
          service, Map.of("spec", Map.of("clusterIP", address, "clusterIPs", List.of(address))));
      return;
    }
    List<Pod> backends = backends(service);
    if (!clusterIp.equals("None")) {
      for (ServicePort port : service.getSpec().getPorts()) {
        String key = clusterIp + ":" + port.getPort();
        wanted.add(key);
        forward(key, clusterIp, port, backends);
      }
    }
    writeEndpoints(service, backends);
  }

  private void forward(String key, String address, ServicePort port, List<Pod> backends) {
    TcpForwarder forwarder =
        forwarders.computeIfAbsent(
            key, unused -> new TcpForwarder(new InetSocketAddress(address, port.getPort())));
    Optional<InetSocketAddress> target =
        backends.stream()
            .findFirst()
            .map(pod -> new InetSocketAddress(pod.getStatus().getPodIP(), targetPort(port, pod)));
    try {
      forwarder.forwardTo(target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Pod> backends(Service service) {
    boolean notReadyToo = Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
    return pods.all().stream()
        .filter(pod -> selects(service, pod))
        .filter(pod -> pod.getStatus() != null && pod.getStatus().getPodIP() != null)
        .filter(pod -> notReadyToo || ready(pod))
        .toList();
  }

  private void writeEndpoints(Service service, List<Pod> backends) {
    String key = service.getMetadata().getUid();
    List<String> uids = backends.stream().map(pod -> pod.getMetadata().getUid()).toList();
    if (uids.equals(written.get(key))) {
      return;
    }
    client.resource(endpoints(service, backends)).createOr(existing -> existing.update());
    client.resource(slice(service, backends)).createOr(existing -> existing.update());
    written.put(key, uids);
  }

  private void closeExcept(Set<String> wanted) {
    for (String key : List.copyOf(forwarders.keySet())) {
      if (!wanted.contains(key)) {
        try {
          forwarders.remove(key).close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static boolean selects(Service service, Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return pod.getMetadata().getNamespace().equals(service.getMetadata().getNamespace())
        && labels != null
        && labels.entrySet().containsAll(service.getSpec().getSelector().entrySet());
  }

  private static boolean ready(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && "True".equals(c.getStatus()));
  }

  private static int targetPort(ServicePort port, Pod pod) {
    IntOrString target = port.getTargetPort();
    if (target == null) {
      return port.getPort();
    }
    if (target.getStrVal() == null) {
      return target.getIntVal();
    }
    return pod.getSpec().getContainers().stream()
        .flatMap(container -> container.getPorts().stream())
        .filter(named -> target.getStrVal().equals(named.getName()))
        .findFirst()
        .map(named -> named.getContainerPort())
        .orElse(port.getPort());
  }

  private static Endpoints endpoints(Service service, List<Pod> backends) {
    EndpointsBuilder endpoints =
        new EndpointsBuilder()
            .withNewMetadata()
            .withName(service.getMetadata().getName())
            .withNamespace(service.getMetadata().getNamespace())
            .withOwnerReferences(owner(service))
            .endMetadata();
    if (!backends.isEmpty()) {
      List<EndpointAddress> ready =
          backends.stream()
              .map(
                  pod ->
                      new EndpointAddressBuilder()
                          .withIp(pod.getStatus().getPodIP())
                          .withNodeName(pod.getSpec().getNodeName())
                          .build())
              .toList();
      List<EndpointPort> ports =
          service.getSpec().getPorts().stream()
              .map(
                  port ->
                      new EndpointPortBuilder()
                          .withName(port.getName())
                          .withPort(targetPort(port, backends.get(0)))
                          .withProtocol("TCP")
                          .build())
              .toList();
      endpoints.addNewSubset().withAddresses(ready).withPorts(ports).endSubset();
    }
    return endpoints.build();
  }

  private static EndpointSlice slice(Service service, List<Pod> backends) {
    EndpointSliceBuilder slice =
        new EndpointSliceBuilder()
            .withAddressType("IPv4")
            .withNewMetadata()
            .withName(service.getMetadata().getName() + "-lab")
            .withNamespace(service.getMetadata().getNamespace())
            .addToLabels("kubernetes.io/service-name", service.getMetadata().getName())
            .withOwnerReferences(owner(service))
            .endMetadata();
    for (Pod pod : backends) {
      slice
          .addNewEndpoint()
          .withAddresses(pod.getStatus().getPodIP())
          .withNodeName(pod.getSpec().getNodeName())
          .withNewConditions()
          .withReady(true)
          .withServing(true)
          .withTerminating(false)
          .endConditions()
          .withNewTargetRef()
          .withKind("Pod")
          .withName(pod.getMetadata().getName())
          .withNamespace(pod.getMetadata().getNamespace())
          .withUid(pod.getMetadata().getUid())
          .endTargetRef()
          .endEndpoint();
    }
    if (!backends.isEmpty()) {
      for (ServicePort port : service.getSpec().getPorts()) {
        slice
            .addNewPort()
            .withName(port.getName())
            .withPort(targetPort(port, backends.get(0)))
            .withProtocol("TCP")
            .endPort();
      }
    }
    return slice.build();
  }

  private static OwnerReference owner(Service service) {
    return new OwnerReferenceBuilder()
        .withApiVersion("v1")
        .withKind("Service")
        .withName(service.getMetadata().getName())
        .withUid(service.getMetadata().getUid())
        .build();
  }
}
