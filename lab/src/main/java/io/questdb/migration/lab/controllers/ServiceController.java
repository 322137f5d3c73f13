package io.questdb.migration.lab.controllers;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
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
 * Services with selectors, as kube-proxy serves them: their cluster address leads to the first
 * ready pod. There are no Endpoints: they may not hold the loopback addresses of the lab's pods.
 */
public final class ServiceController extends ControlLoop {
  private final Supplier<String> addresses;
  private final Cached<Service> services;
  private final Cached<Pod> pods;
  private final Map<String, TcpForwarder> forwarders = new HashMap<>();

  /**
   * @param addresses gives a free loopback address for each Service that has none
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
    if (!clusterIp.equals("None")) {
      List<Pod> backends = backends(service);
      for (ServicePort port : service.getSpec().getPorts()) {
        String key = clusterIp + ":" + port.getPort();
        wanted.add(key);
        forward(key, clusterIp, port, backends);
      }
    }
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
}
