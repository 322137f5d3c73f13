package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One action that cannot be repeated, and its answer once there is one. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class OperationStatus {

  @JsonPropertyDescription("Identifies the operation within the run.")
  @Required
  @Size(min = 1, max = 253)
  private String key;

  @JsonPropertyDescription("Name of the step that asked for it.")
  @Required
  @Size(min = 1, max = 63)
  private String step;

  @JsonPropertyDescription(
      "When it was recorded, before it was sent. RFC 3339 with up to microseconds.")
  @Size(max = 64)
  private String requestedAt;

  @JsonPropertyDescription(
      "What was answered, without secrets. Absent: no answer was seen; the operation is given back "
          + "and redone.")
  @Size(max = 2048)
  private String answer;

  public String getKey() {
    return key;
  }

  public void setKey(String key) {
    this.key = key;
  }

  public String getStep() {
    return step;
  }

  public void setStep(String step) {
    this.step = step;
  }

  public String getRequestedAt() {
    return requestedAt;
  }

  public void setRequestedAt(String requestedAt) {
    this.requestedAt = requestedAt;
  }

  public String getAnswer() {
    return answer;
  }

  public void setAnswer(String answer) {
    this.answer = answer;
  }
}
