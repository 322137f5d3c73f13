package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One result of one check. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class FindingStatus {

  @JsonPropertyDescription("Name of the check.")
  @Required
  @Size(min = 1, max = 128)
  private String check;

  @JsonPropertyDescription(
      "Block: the run does not go on. Warn: it does. NotChecked: could not be looked at. Values "
          + "may be added in later versions.")
  @Required
  @Size(min = 1, max = 63)
  private String severity;

  @JsonPropertyDescription("What was found, as one word.")
  @Size(max = 128)
  private String reason;

  @JsonPropertyDescription("What was found, in prose; at most 2048 characters.")
  @Size(max = 2048)
  private String message;

  @JsonPropertyDescription("What to do about it; at most 2048 characters.")
  @Size(max = 2048)
  private String remedy;

  public String getCheck() {
    return check;
  }

  public void setCheck(String check) {
    this.check = check;
  }

  public String getSeverity() {
    return severity;
  }

  public void setSeverity(String severity) {
    this.severity = severity;
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

  public String getRemedy() {
    return remedy;
  }

  public void setRemedy(String remedy) {
    this.remedy = remedy;
  }
}
