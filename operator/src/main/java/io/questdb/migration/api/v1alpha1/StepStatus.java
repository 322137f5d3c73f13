package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One row of the ledger. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class StepStatus {

  @JsonPropertyDescription("Name of the step.")
  @Required
  @Size(min = 1, max = 63)
  private String name;

  @JsonPropertyDescription("State of the step. Values may be added in later versions.")
  @Required
  @Size(min = 1, max = 63)
  private String state;

  @JsonPropertyDescription("Which attempt of its section this is, from 1.")
  @Min(1)
  private Integer attempt;

  @JsonPropertyDescription(
      "How often the section began again by itself, after a redo or a hold in the outage; absent"
          + " for never.")
  @Min(0)
  private Integer retries;

  @JsonPropertyDescription("Why the step is in this state, as one word.")
  @Size(max = 128)
  private String reason;

  @JsonPropertyDescription(
      "The same in prose, with the object and the remedy; at most 2048 characters.")
  @Size(max = 2048)
  private String message;

  @JsonPropertyDescription("When the attempt began. RFC 3339 with up to microseconds.")
  @Size(max = 64)
  private String startedAt;

  @JsonPropertyDescription("When the step ended. RFC 3339 with up to microseconds.")
  @Size(max = 64)
  private String completedAt;

  @JsonPropertyDescription(
      "What the step found, by name; the values are in the other fields of this status.")
  @Size(max = 63)
  private String evidence;

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getState() {
    return state;
  }

  public void setState(String state) {
    this.state = state;
  }

  public Integer getAttempt() {
    return attempt;
  }

  public void setAttempt(Integer attempt) {
    this.attempt = attempt;
  }

  public Integer getRetries() {
    return retries;
  }

  public void setRetries(Integer retries) {
    this.retries = retries;
  }

  public String getReason() {
    return reason;
  }

  public void setReason(String reason) {
    this.reason = reason;
  }

  public String getMessage() {
    return message;
  }

  public void setMessage(String message) {
    this.message = message;
  }

  public String getStartedAt() {
    return startedAt;
  }

  public void setStartedAt(String startedAt) {
    this.startedAt = startedAt;
  }

  public String getCompletedAt() {
    return completedAt;
  }

  public void setCompletedAt(String completedAt) {
    this.completedAt = completedAt;
  }

  public String getEvidence() {
    return evidence;
  }

  public void setEvidence(String evidence) {
    this.evidence = evidence;
  }
}
