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
  private Double checkpointSeconds;

  @JsonPropertyDescription("Expected outage, in seconds.")
  @Min(0)
  private Double outageSeconds;

  public Double getCheckpointSeconds() {
    return checkpointSeconds;
  }

  public void setCheckpointSeconds(Double checkpointSeconds) {
    this.checkpointSeconds = checkpointSeconds;
  }

  public Double getOutageSeconds() {
    return outageSeconds;
  }

  public void setOutageSeconds(Double outageSeconds) {
    this.outageSeconds = outageSeconds;
  }
}
