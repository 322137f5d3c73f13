package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/** Every change the outage will make. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class PlanStatus {

  @JsonPropertyDescription(
      "Identifies this plan. With approval.policy Manual, write it to spec.approval.planHash.")
  @Size(max = 128)
  private String hash;

  @JsonPropertyDescription(
      "Of the spec that was planned, without suspend, approval and timeouts: the outage goes on only"
          + " while it has this one.")
  @Size(max = 128)
  private String specHash;

  @JsonPropertyDescription(
      "Of the original pod template's spec: the old database is started with this one only.")
  @Size(max = 128)
  private String podHash;

  @JsonPropertyDescription("The changes, at most 128. Values of Secrets are never shown.")
  @Size(max = 128)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private List<PlannedChange> changes = new ArrayList<>();

  @JsonPropertyDescription(
      "How long it is expected to take, from what was measured in the rehearsal.")
  private PlanEstimate estimate;

  public String getHash() {
    return hash;
  }

  public void setHash(String hash) {
    this.hash = hash;
  }

  public String getSpecHash() {
    return specHash;
  }

  public void setSpecHash(String specHash) {
    this.specHash = specHash;
  }

  public String getPodHash() {
    return podHash;
  }

  public void setPodHash(String podHash) {
    this.podHash = podHash;
  }

  public List<PlannedChange> getChanges() {
    return changes;
  }

  public void setChanges(List<PlannedChange> changes) {
    this.changes = changes;
  }

  public PlanEstimate getEstimate() {
    return estimate;
  }

  public void setEstimate(PlanEstimate estimate) {
    this.estimate = estimate;
  }
}
