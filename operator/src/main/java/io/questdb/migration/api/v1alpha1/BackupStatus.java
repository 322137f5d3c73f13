package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The snapshots of this run. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class BackupStatus {

  @JsonPropertyDescription("The snapshot cut under CHECKPOINT while the database served.")
  private SnapshotStatus online;

  @JsonPropertyDescription("The snapshot of the stopped volume.")
  private SnapshotStatus offline;

  @JsonPropertyDescription("The merged server.conf that the swap mounts.")
  private StagedConfigStatus stagedConfig;

  public SnapshotStatus getOnline() {
    return online;
  }

  public void setOnline(SnapshotStatus online) {
    this.online = online;
  }

  public SnapshotStatus getOffline() {
    return offline;
  }

  public void setOffline(SnapshotStatus offline) {
    this.offline = offline;
  }

  public StagedConfigStatus getStagedConfig() {
    return stagedConfig;
  }

  public void setStagedConfig(StagedConfigStatus stagedConfig) {
    this.stagedConfig = stagedConfig;
  }
}
