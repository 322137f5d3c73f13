package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;

/** The checkpoint of the online snapshot. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class CheckpointStatus {

  @JsonPropertyDescription(
      "When the database entered it, by its own clock. RFC 3339 with up to " + "microseconds.")
  @Size(max = 64)
  private String startedAt;

  @JsonPropertyDescription("UID of the pod it was entered on.")
  @Size(max = 64)
  private String podUid;

  @JsonPropertyDescription(
      "When the database had answered that it holds it. RFC 3339 with up to " + "microseconds.")
  @Size(max = 64)
  private String answeredAt;

  @JsonPropertyDescription("When the database left it. RFC 3339 with up to microseconds.")
  @Size(max = 64)
  private String releasedAt;

  @JsonPropertyDescription("How long it was held, in seconds.")
  @Min(0)
  private Double heldSeconds;

  public String getStartedAt() {
    return startedAt;
  }

  public void setStartedAt(String startedAt) {
    this.startedAt = startedAt;
  }

  public String getPodUid() {
    return podUid;
  }

  public void setPodUid(String podUid) {
    this.podUid = podUid;
  }

  public String getAnsweredAt() {
    return answeredAt;
  }

  public void setAnsweredAt(String answeredAt) {
    this.answeredAt = answeredAt;
  }

  public String getReleasedAt() {
    return releasedAt;
  }

  public void setReleasedAt(String releasedAt) {
    this.releasedAt = releasedAt;
  }

  public Double getHeldSeconds() {
    return heldSeconds;
  }

  public void setHeldSeconds(Double heldSeconds) {
    this.heldSeconds = heldSeconds;
  }
}
