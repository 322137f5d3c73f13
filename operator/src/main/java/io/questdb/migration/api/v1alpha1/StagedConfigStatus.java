package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** Where the merged server.conf waits for the swap. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class StagedConfigStatus {

  @JsonPropertyDescription("VOLUME: a file beside the original. SECRET: an immutable Secret.")
  @Size(max = 63)
  private String kind;

  @JsonPropertyDescription("Name of the file or of the Secret.")
  @Size(max = 253)
  private String name;

  @JsonPropertyDescription("SHA-256 of its content.")
  @Size(max = 128)
  private String hash;

  public String getKind() {
    return kind;
  }

  public void setKind(String kind) {
    this.kind = kind;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getHash() {
    return hash;
  }

  public void setHash(String hash) {
    this.hash = hash;
  }
}
