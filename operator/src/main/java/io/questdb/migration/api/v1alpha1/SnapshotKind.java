package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When a snapshot of the volume is cut. */
public enum SnapshotKind {
  /** Under {@code CHECKPOINT}, while the database serves. */
  @JsonProperty("Online")
  ONLINE,

  /** Of the stopped volume, inside the outage: holds every row. */
  @JsonProperty("Offline")
  OFFLINE
}
