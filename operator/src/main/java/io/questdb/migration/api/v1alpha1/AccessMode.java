package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether Enterprise checks who a client is. */
public enum AccessMode {
  /** Only declared principals, with what they were granted. */
  @JsonProperty("Enforced")
  ENFORCED,

  /** No access control: {@code acl.enabled=false} is written. */
  @JsonProperty("Open")
  OPEN
}
