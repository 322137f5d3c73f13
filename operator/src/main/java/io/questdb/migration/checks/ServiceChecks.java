package io.questdb.migration.checks;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.questdb.migration.api.v1alpha1.WorkloadSpec;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which Service clients use, and whether it leads to the database. */
public final class ServiceChecks {
  private ServiceChecks() {}

  /** Checks the Service that the spec names, if it names one. */
  public static List<Finding> findings(
      WorkloadSpec workload, List<Service> services, Optional<Pod> pod) {
    Findings findings = new Findings("Service");
    String name = workload.getServiceName();
    if (name == null) {
      return List.of();
    }
    Optional<Service> found = chosen(workload, services, pod, 0);
    if (found.isEmpty()) {
      findings.block(
          Reason.WORKLOAD_UNSUPPORTED,
          "Service " + name + " (spec.workload.serviceName) does not exist",
          "Correct spec.workload.serviceName, or remove it to have the Service found.");
    } else if (pod.isPresent() && !selects(found.get(), pod.get())) {
      findings.warn(
          Reason.WORKLOAD_UNUSUAL,
          "Service " + name + " does not select pod " + pod.get().getMetadata().getName(),
          "Correct spec.workload.serviceName if clients reach the database by another Service.");
    }
    return findings.list();
  }

  /**
   * The Service that the spec names; else the one that selects the pod on its HTTP port, one with
   * an address before a headless one, then by name. Empty when there is none.
   */
  public static Optional<Service> chosen(
      WorkloadSpec workload, List<Service> services, Optional<Pod> pod, int httpPort) {
    String name = workload.getServiceName();
    if (name != null) {
      return services.stream().filter(s -> s.getMetadata().getName().equals(name)).findFirst();
    }
    return pod.flatMap(
        found ->
            services.stream()
                .filter(service -> selects(service, found))
                .filter(service -> leadsTo(service, found, httpPort))
                .min(
                    Comparator.comparing(ServiceChecks::headless)
                        .thenComparing(service -> service.getMetadata().getName())));
  }

  /** The names by which clients in the cluster reach the Service, whatever the cluster's domain. */
  public static List<String> hostNames(Service service) {
    String name = service.getMetadata().getName();
    String qualified = name + "." + service.getMetadata().getNamespace();
    return List.of(name, qualified, qualified + ".svc");
  }

  private static boolean selects(Service service, Pod pod) {
    Map<String, String> selector = service.getSpec().getSelector();
    Map<String, String> labels =
        Optional.ofNullable(pod.getMetadata().getLabels()).orElseGet(Map::of);
    return selector != null
        && !selector.isEmpty()
        && labels.entrySet().containsAll(selector.entrySet());
  }

  /** A target port is a number, or the name of a port of a container. */
  private static boolean leadsTo(Service service, Pod pod, int httpPort) {
    return service.getSpec().getPorts().stream().anyMatch(port -> leadsTo(port, pod, httpPort));
  }

  private static boolean leadsTo(ServicePort port, Pod pod, int httpPort) {
    if (port.getTargetPort() == null) {
      return port.getPort() == httpPort;
    }
    if (port.getTargetPort().getStrVal() == null) {
      return port.getTargetPort().getIntVal() == httpPort;
    }
    return pod.getSpec().getContainers().stream()
        .flatMap(container -> container.getPorts().stream())
        .anyMatch(
            declared ->
                port.getTargetPort().getStrVal().equals(declared.getName())
                    && declared.getContainerPort() == httpPort);
  }

  private static boolean headless(Service service) {
    return "None".equals(service.getSpec().getClusterIP());
  }
}
