package io.questdb.migration.lab.node;

import io.fabric8.kubernetes.api.model.Pod;

/** The fields of a pod that its containers may be told, by the downward API. */
final class PodFields {
  private PodFields() {}

  /**
   * @throws NotStartable if the lab does not know the field
   */
  static String value(Pod pod, String address, String path) throws NotStartable {
    return switch (path) {
      case "metadata.name" -> pod.getMetadata().getName();
      case "metadata.namespace" -> pod.getMetadata().getNamespace();
      case "metadata.uid" -> pod.getMetadata().getUid();
      case "spec.nodeName" -> pod.getSpec().getNodeName();
      case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
      case "status.podIP", "status.hostIP" -> address;
      default ->
          throw new NotStartable("CreateContainerConfigError", "the lab has no field " + path);
    };
  }
}
