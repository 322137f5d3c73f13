package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who decides that the outage may start. */
public enum ApprovalPolicy {
  /** The operator, as soon as the plan is ready and backed up. */
  @JsonProperty("Automatic")
  AUTOMATIC,

  /** A person, by giving the hash of the plan. */
  @JsonProperty("Manual")
  MANUAL
}
