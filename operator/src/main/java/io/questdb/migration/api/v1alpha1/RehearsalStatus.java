package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;

/** What the rehearsals measured before anything was touched. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class RehearsalStatus {

  @JsonPropertyDescription("User ID that owns the database's files.")
  @Min(0)
  private Long uid;

  @JsonPropertyDescription("Group ID that owns the database's files.")
  @Min(0)
  private Long gid;

  @JsonPropertyDescription("Free space of the volume, in bytes.")
  @Min(0)
  private Long freeBytes;

  @JsonPropertyDescription("SHA-256 of server.conf as its owner wrote it, wherever it lives.")
  @Size(max = 128)
  private String configHash;

  @JsonPropertyDescription("Version that the Enterprise image says it is.")
  @Size(max = 128)
  private String enterpriseVersion;

  @JsonPropertyDescription("The Enterprise image, as the node reported it.")
  @Size(max = 1024)
  private String imageID;

  @JsonPropertyDescription(
      "Seconds from the start of the Enterprise container to its first answer.")
  @Min(0)
  private Double startSeconds;

  @JsonPropertyDescription(
      "Seconds that the trial snapshot took to be cut, or to be ready where the run must wait for"
          + " that.")
  @Min(0)
  private Double cutSeconds;

  public Long getUid() {
    return uid;
  }

  public void setUid(Long uid) {
    this.uid = uid;
  }

  public Long getGid() {
    return gid;
  }

  public void setGid(Long gid) {
    this.gid = gid;
  }

  public Long getFreeBytes() {
    return freeBytes;
  }

  public void setFreeBytes(Long freeBytes) {
    this.freeBytes = freeBytes;
  }

  public String getConfigHash() {
    return configHash;
  }

  public void setConfigHash(String configHash) {
    this.configHash = configHash;
  }

  public String getEnterpriseVersion() {
    return enterpriseVersion;
  }

  public void setEnterpriseVersion(String enterpriseVersion) {
    this.enterpriseVersion = enterpriseVersion;
  }

  public String getImageID() {
    return imageID;
  }

  public void setImageID(String imageID) {
    this.imageID = imageID;
  }

  public Double getStartSeconds() {
    return startSeconds;
  }

  public void setStartSeconds(Double startSeconds) {
    this.startSeconds = startSeconds;
  }

  public Double getCutSeconds() {
    return cutSeconds;
  }

  public void setCutSeconds(Double cutSeconds) {
    this.cutSeconds = cutSeconds;
  }
}
