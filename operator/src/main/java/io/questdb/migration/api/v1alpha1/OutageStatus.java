package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;

/** The outage, from the request to stop to the first good answer after it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class OutageStatus {

  @JsonPropertyDescription("When the stop was requested. RFC 3339 with up to microseconds.")
  @Size(max = 64)
  private String stopRequestedAt;

  @JsonPropertyDescription("When the database was down. RFC 3339 with up to microseconds.")
  @Size(max = 64)
  private String databaseDownAt;

  @JsonPropertyDescription(
      "Generation of the StatefulSet with 0 replicas. Another one means that somebody "
          + "else changed it.")
  @Min(0)
  private Long generation;

  @JsonPropertyDescription("Generation of the StatefulSet with the Enterprise template.")
  @Min(0)
  private Long swappedGeneration;

  @JsonPropertyDescription(
      "The point of no return: when Enterprise was allowed on the volume. RFC 3339 with "
          + "up to microseconds.")
  @Size(max = 64)
  private String enterpriseAllowedAt;

  @JsonPropertyDescription(
      "When the stop of the last outage that was given back was requested. RFC 3339 with up "
          + "to microseconds.")
  @Size(max = 64)
  private String returnedStopRequestedAt;

  @JsonPropertyDescription(
      "When the old database was ready again after that outage. RFC 3339 with up to "
          + "microseconds.")
  @Size(max = 64)
  private String returnedAt;

  @JsonPropertyDescription("When Enterprise first answered. RFC 3339 with up to microseconds.")
  @Size(max = 64)
  private String servedAt;

  @JsonPropertyDescription("UID of the pod that answered.")
  @Size(max = 64)
  private String servedPodUid;

  @JsonPropertyDescription("Subject of the certificate that it showed. Absent: without TLS.")
  @Size(max = 1024)
  private String tlsSubject;

  @JsonPropertyDescription(
      "When the first declared principal was let in. RFC 3339 with up to microseconds.")
  @Size(max = 64)
  private String admittedAt;

  @JsonPropertyDescription(
      "When the outage began: no later than the last good answer to a client. RFC 3339 "
          + "with up to microseconds.")
  @Size(max = 64)
  private String startedAt;

  @JsonPropertyDescription(
      "First good answer after it to a declared principal; with access Open, to anyone; when "
          + "it was given back, when the old database was ready. RFC 3339 with up to "
          + "microseconds.")
  @Size(max = 64)
  private String endedAt;

  @JsonPropertyDescription("How long the outage was, in seconds.")
  @Min(0)
  private Double seconds;

  public String getStopRequestedAt() {
    return stopRequestedAt;
  }

  public void setStopRequestedAt(String stopRequestedAt) {
    this.stopRequestedAt = stopRequestedAt;
  }

  public String getDatabaseDownAt() {
    return databaseDownAt;
  }

  public void setDatabaseDownAt(String databaseDownAt) {
    this.databaseDownAt = databaseDownAt;
  }

  public Long getGeneration() {
    return generation;
  }

  public void setGeneration(Long generation) {
    this.generation = generation;
  }

  public Long getSwappedGeneration() {
    return swappedGeneration;
  }

  public void setSwappedGeneration(Long swappedGeneration) {
    this.swappedGeneration = swappedGeneration;
  }

  public String getEnterpriseAllowedAt() {
    return enterpriseAllowedAt;
  }

  public void setEnterpriseAllowedAt(String enterpriseAllowedAt) {
    this.enterpriseAllowedAt = enterpriseAllowedAt;
  }

  public String getReturnedStopRequestedAt() {
    return returnedStopRequestedAt;
  }

  public void setReturnedStopRequestedAt(String returnedStopRequestedAt) {
    this.returnedStopRequestedAt = returnedStopRequestedAt;
  }

  public String getReturnedAt() {
    return returnedAt;
  }

  public void setReturnedAt(String returnedAt) {
    this.returnedAt = returnedAt;
  }

  public String getServedAt() {
    return servedAt;
  }

  public void setServedAt(String servedAt) {
    this.servedAt = servedAt;
  }

  public String getServedPodUid() {
    return servedPodUid;
  }

  public void setServedPodUid(String servedPodUid) {
    this.servedPodUid = servedPodUid;
  }

  public String getTlsSubject() {
    return tlsSubject;
  }

  public void setTlsSubject(String tlsSubject) {
    this.tlsSubject = tlsSubject;
  }

  public String getAdmittedAt() {
    return admittedAt;
  }

  public void setAdmittedAt(String admittedAt) {
    this.admittedAt = admittedAt;
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
