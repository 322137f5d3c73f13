package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Makes the database the primary of a replication over an object store. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class ReplicationSpec {

  @JsonPropertyDescription(
      "The Secret key that holds the connection string of the object store (s3::, azblob::, gcs:: "
          + "or fs::). Its root must be unused. Reaches the server as a file and is never shown.")
  @Required
  private SecretKeyReference objectStoreSecretRef;

  @JsonPropertyDescription(
      "Value of cairo.snapshot.instance.id: a name for this instance that no other instance has.")
  @Required
  @Size(min = 1, max = 128)
  @Pattern("^[A-Za-z0-9][A-Za-z0-9._-]*$")
  private String instanceId;

  public SecretKeyReference getObjectStoreSecretRef() {
    return objectStoreSecretRef;
  }

  public void setObjectStoreSecretRef(SecretKeyReference objectStoreSecretRef) {
    this.objectStoreSecretRef = objectStoreSecretRef;
  }

  public String getInstanceId() {
    return instanceId;
  }

  public void setInstanceId(String instanceId) {
    this.instanceId = instanceId;
  }
}
