package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the volume is backed up before anything on it changes. */
public enum BackupMethod {
  /** CSI VolumeSnapshots of the data claim. */
  @JsonProperty("VolumeSnapshot")
  VOLUME_SNAPSHOT,

  /** No backup: a rollback of the data is then impossible. Never chosen by default. */
  @JsonProperty("None")
  NONE
}
