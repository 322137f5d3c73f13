package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;

/** Expected durations. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class PlanEstimate {

  @JsonPropertyDescription("Expected time under the checkpoint, in seconds.")
  @Min(0)
  private Long checkpointSeconds;

  @JsonPropertyDescription("Expected outage, in seconds.")
  @Min(0)
  private Long outageSeconds;

  @JsonPropertyDescription("Expected time to restore the volume from a snapshot, in seconds.")
  @Min(0)
  private Long restoreSeconds;

  public Long getCheckpointSeconds() {
    return checkpointSeconds;
  }

  public void setCheckpointSeconds(Long checkpointSeconds) {
    this.checkpointSeconds = checkpointSeconds;
  }

  public Long getOutageSeconds() {
    return outageSeconds;
  }

  public void setOutageSeconds(Long outageSeconds) {
    this.outageSeconds = outageSeconds;
  }

  public Long getRestoreSeconds() {
    return restoreSeconds;
  }

  public void setRestoreSeconds(Long restoreSeconds) {
    this.restoreSeconds = restoreSeconds;
  }
}
