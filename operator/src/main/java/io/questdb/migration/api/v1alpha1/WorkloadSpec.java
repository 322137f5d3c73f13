package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * Names the StatefulSet to migrate and what belongs to it, all in the namespace of the resource.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class WorkloadSpec {

  @JsonPropertyDescription(
      "Name of the StatefulSet in the namespace of this resource. Cannot be changed.")
  @Required
  @Size(min = 1, max = 253)
  @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
  @ValidationRule(
      value = "self == oldSelf",
      message =
          "statefulSetName cannot be changed: create another QuestDBMigration for the other "
              + "StatefulSet")
  private String statefulSetName;

  @JsonPropertyDescription(
      "Name of the container that runs QuestDB. Default: the only container, else the one with "
          + "port 9000.")
  @Size(min = 1, max = 63)
  @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
  private String containerName;

  @JsonPropertyDescription(
      "Name of the Service that clients use; its DNS names must be in the TLS certificate. "
          + "Default: the Service that selects the pod on port 9000.")
  @Size(min = 1, max = 63)
  @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
  private String serviceName;

  @JsonPropertyDescription(
      "Name of a Secret of type kubernetes.io/basic-auth (username, password) with which the "
          + "operator logs in to the open-source server. Absent: it asks for no login.")
  @Size(min = 1, max = 253)
  @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
  private String credentialsSecretName;

  public String getStatefulSetName() {
    return statefulSetName;
  }

  public void setStatefulSetName(String statefulSetName) {
    this.statefulSetName = statefulSetName;
  }

  public String getContainerName() {
    return containerName;
  }

  public void setContainerName(String containerName) {
    this.containerName = containerName;
  }

  public String getServiceName() {
    return serviceName;
  }

  public void setServiceName(String serviceName) {
    this.serviceName = serviceName;
  }

  public String getCredentialsSecretName() {
    return credentialsSecretName;
  }

  public void setCredentialsSecretName(String credentialsSecretName) {
    this.credentialsSecretName = credentialsSecretName;
  }
}
