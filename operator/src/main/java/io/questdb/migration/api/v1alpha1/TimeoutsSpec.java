package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/**
 * How long each phase may take: a number of 1 to 4 digits and {@code s}, {@code m} or {@code h}.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class TimeoutsSpec {

  @JsonPropertyDescription(
      "How long the database may take to enter the checkpoint. A number and s, m or h. Default: "
          + "10m.")
  @Size(max = 16)
  @Pattern("^[1-9][0-9]{0,3}[smh]$")
  private String checkpoint;

  @JsonPropertyDescription(
      "How long the driver may take to cut a snapshot, while the checkpoint or the outage lasts. A "
          + "number and s, m or h. Default: 2m.")
  @Size(max = 16)
  @Pattern("^[1-9][0-9]{0,3}[smh]$")
  private String cut;

  @JsonPropertyDescription(
      "How long a snapshot may take from its cut until it can be restored. A number and s, m or h. "
          + "Default: 2h.")
  @Size(max = 16)
  @Pattern("^[1-9][0-9]{0,3}[smh]$")
  private String snapshotReady;

  @JsonPropertyDescription(
      "How long the database may take to stop. A number and s, m or h. Default: 5m.")
  @Size(max = 16)
  @Pattern("^[1-9][0-9]{0,3}[smh]$")
  private String stop;

  @JsonPropertyDescription(
      "How long the database may take to start and answer. A number and s, m or h. Default: 15m.")
  @Size(max = 16)
  @Pattern("^[1-9][0-9]{0,3}[smh]$")
  private String start;

  @JsonPropertyDescription(
      "How long the outage may last from the stop on; then the old database is started again, as "
          + "long as Enterprise has not been allowed on the volume. A number and s, m or h. Default: 20m.")
  @Size(max = 16)
  @Pattern("^[1-9][0-9]{0,3}[smh]$")
  private String outage;

  public String getCheckpoint() {
    return checkpoint;
  }

  public void setCheckpoint(String checkpoint) {
    this.checkpoint = checkpoint;
  }

  public String getCut() {
    return cut;
  }

  public void setCut(String cut) {
    this.cut = cut;
  }

  public String getSnapshotReady() {
    return snapshotReady;
  }

  public void setSnapshotReady(String snapshotReady) {
    this.snapshotReady = snapshotReady;
  }

  public String getStop() {
    return stop;
  }

  public void setStop(String stop) {
    this.stop = stop;
  }

  public String getStart() {
    return start;
  }

  public void setStart(String start) {
    this.start = start;
  }

  public String getOutage() {
    return outage;
  }

  public void setOutage(String outage) {
    this.outage = outage;
  }
}
