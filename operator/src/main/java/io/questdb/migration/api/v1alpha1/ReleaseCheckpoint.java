package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When the database leaves the checkpoint of the online snapshot. */
public enum ReleaseCheckpoint {
  /** {@link #AT_CUT} for drivers known to cut atomically, else {@link #AT_READY}. */
  @JsonProperty("Auto")
  AUTO,

  /** As soon as the content of the snapshot is fixed. */
  @JsonProperty("AtCut")
  AT_CUT,

  /** Only once the snapshot can be restored. */
  @JsonProperty("AtReady")
  AT_READY
}
