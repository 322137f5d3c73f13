package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;

/** The outage, from the last good answer before the stop to the first good answer after it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class OutageStatus {

  @JsonPropertyDescription("When the database stopped answering. RFC 3339 with up to microseconds.")
  @Size(max = 64)
  private String databaseDownAt;

  @JsonPropertyDescription(
      "Last good answer to a client before the stop. RFC 3339 with up to microseconds.")
  @Size(max = 64)
  private String startedAt;

  @JsonPropertyDescription(
      "First good answer after it to a declared principal; with access Open, to anyone. RFC 3339 "
          + "with up to microseconds.")
  @Size(max = 64)
  private String endedAt;

  @JsonPropertyDescription("How long the outage was, in seconds.")
  @Min(0)
  private Double seconds;

  public String getDatabaseDownAt() {
    return databaseDownAt;
  }

  public void setDatabaseDownAt(String databaseDownAt) {
    this.databaseDownAt = databaseDownAt;
  }

  public String getStartedAt() {
    return startedAt;
  }

  public void setStartedAt(String startedAt) {
    this.startedAt = startedAt;
  }

  public String getEndedAt() {
    return endedAt;
  }

  public void setEndedAt(String endedAt) {
    this.endedAt = endedAt;
  }

  public Double getSeconds() {
    return seconds;
  }

  public void setSeconds(Double seconds) {
    this.seconds = seconds;
  }
}
