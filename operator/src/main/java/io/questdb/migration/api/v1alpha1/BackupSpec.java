package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** How the volume is backed up before the outage and in it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.snapshots) || self.snapshots.size() > 0 || (has(self.method) && self.method == "
            + "'None')",
    message =
        "method VolumeSnapshot needs at least one snapshot: write snapshots: [Online, Offline], or "
            + "method: None to go without a backup")
@ValidationRule(
    value =
        "!has(self.method) || self.method != 'None' || !has(self.snapshots) || "
            + "self.snapshots.size() == 0",
    message = "method None cuts no snapshots: remove snapshots, or write method: VolumeSnapshot")
public class BackupSpec {

  @JsonPropertyDescription(
      "VolumeSnapshot: CSI snapshots of the data claim. None: no backup, and so no way back for "
          + "the data; must be asked for by name. Default: VolumeSnapshot.")
  private BackupMethod method;

  @JsonPropertyDescription(
      "Which snapshots are cut. Online: under CHECKPOINT while the database serves; moves most "
          + "blocks before the outage. Offline: of the stopped volume; a rollback to it loses nothing. "
          + "Default: [Online, Offline]; with method None: [].")
  @Size(max = 2)
  private List<SnapshotKind> snapshots;

  @JsonPropertyDescription(
      "Name of the VolumeSnapshotClass. Default: the one default class of the driver of the volume.")
  @Size(min = 1, max = 253)
  @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
  private String volumeSnapshotClassName;

  @JsonPropertyDescription(
      "When the database leaves the checkpoint of the online snapshot. AtCut: once the content is "
          + "fixed. AtReady: once it can be restored. Auto: AtCut for drivers known to cut atomically, "
          + "else AtReady. Default: Auto.")
  private ReleaseCheckpoint releaseCheckpoint;

  public BackupMethod getMethod() {
    return method;
  }

  public void setMethod(BackupMethod method) {
    this.method = method;
  }

  public List<SnapshotKind> getSnapshots() {
    return snapshots;
  }

  public void setSnapshots(List<SnapshotKind> snapshots) {
    this.snapshots = snapshots;
  }

  public String getVolumeSnapshotClassName() {
    return volumeSnapshotClassName;
  }

  public void setVolumeSnapshotClassName(String volumeSnapshotClassName) {
    this.volumeSnapshotClassName = volumeSnapshotClassName;
  }

  public ReleaseCheckpoint getReleaseCheckpoint() {
    return releaseCheckpoint;
  }

  public void setReleaseCheckpoint(ReleaseCheckpoint releaseCheckpoint) {
    this.releaseCheckpoint = releaseCheckpoint;
  }
}
