package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;

/** One snapshot of the volume. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class SnapshotStatus {

  @JsonPropertyDescription("Name of the VolumeSnapshot.")
  @Size(max = 253)
  private String name;

  @JsonPropertyDescription("UID of the VolumeSnapshot.")
  @Size(max = 64)
  private String uid;

  @JsonPropertyDescription("Handle by which the storage system knows it.")
  @Size(max = 1024)
  private String handle;

  @JsonPropertyDescription(
      "When its content was fixed, by the storage system. RFC 3339 with up to " + "microseconds.")
  @Size(max = 64)
  private String cutAt;

  @JsonPropertyDescription(
      "When the operator saw that it was cut. RFC 3339 with up to microseconds.")
  @Size(max = 64)
  private String seenAt;

  @JsonPropertyDescription("Seconds that it took to be cut.")
  @Min(0)
  private Double cutSeconds;

  @JsonPropertyDescription(
      "Whether it could be restored when its step was complete; the VolumeSnapshot tells what is so"
          + " now.")
  private Boolean ready;

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getUid() {
    return uid;
  }

  public void setUid(String uid) {
    this.uid = uid;
  }

  public String getHandle() {
    return handle;
  }

  public void setHandle(String handle) {
    this.handle = handle;
  }

  public String getCutAt() {
    return cutAt;
  }

  public void setCutAt(String cutAt) {
    this.cutAt = cutAt;
  }

  public String getSeenAt() {
    return seenAt;
  }

  public void setSeenAt(String seenAt) {
    this.seenAt = seenAt;
  }

  public Double getCutSeconds() {
    return cutSeconds;
  }

  public void setCutSeconds(Double cutSeconds) {
    this.cutSeconds = cutSeconds;
  }

  public Boolean getReady() {
    return ready;
  }

  public void setReady(Boolean ready) {
    this.ready = ready;
  }
}
