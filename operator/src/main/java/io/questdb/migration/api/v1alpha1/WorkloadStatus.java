package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;

/** The workload as Inspect found it: everything that later steps compare with. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class WorkloadStatus {

  @JsonPropertyDescription("Name of the StatefulSet.")
  @Size(max = 253)
  private String statefulSetName;

  @JsonPropertyDescription("UID of the StatefulSet.")
  @Size(max = 64)
  private String statefulSetUid;

  @JsonPropertyDescription("Name of the container that runs QuestDB.")
  @Size(max = 63)
  private String containerName;

  @JsonPropertyDescription("Name of its pod.")
  @Size(max = 253)
  private String podName;

  @JsonPropertyDescription("UID of its pod when it was inspected.")
  @Size(max = 64)
  private String podUid;

  @JsonPropertyDescription("Name of the Service that clients use.")
  @Size(max = 63)
  private String serviceName;

  @JsonPropertyDescription("Name of the PersistentVolumeClaim with the data.")
  @Size(max = 253)
  private String claimName;

  @JsonPropertyDescription("UID of that claim.")
  @Size(max = 64)
  private String claimUid;

  @JsonPropertyDescription("Name of the data volume in the pod template.")
  @Size(max = 253)
  private String volumeName;

  @JsonPropertyDescription("CSI driver of the volume.")
  @Size(max = 253)
  private String storageDriver;

  @JsonPropertyDescription("Name of the VolumeSnapshotClass in use.")
  @Size(max = 253)
  private String snapshotClassName;

  @JsonPropertyDescription("Name of the node the pod runs on.")
  @Size(max = 253)
  private String nodeName;

  @JsonPropertyDescription("Replicas before the migration.")
  @Min(0)
  private Integer replicas;

  @JsonPropertyDescription("Image before the migration, as written in the StatefulSet.")
  @Size(max = 512)
  private String image;

  @JsonPropertyDescription("Image before the migration, as the node reported it.")
  @Size(max = 1024)
  private String imageID;

  @JsonPropertyDescription("Install root of QuestDB in the container, where the volume is mounted.")
  @Size(max = 1024)
  private String mountPath;

  @JsonPropertyDescription(
      "Where server.conf came from before the migration: Volume, ConfigMap/name/key, Secret/name/key or "
          + "Absent.")
  @Size(max = 1024)
  private String serverConfSource;

  @JsonPropertyDescription("Version of the open-source server.")
  @Size(max = 128)
  private String version;

  public String getStatefulSetName() {
    return statefulSetName;
  }

  public void setStatefulSetName(String statefulSetName) {
    this.statefulSetName = statefulSetName;
  }

  public String getStatefulSetUid() {
    return statefulSetUid;
  }

  public void setStatefulSetUid(String statefulSetUid) {
    this.statefulSetUid = statefulSetUid;
  }

  public String getContainerName() {
    return containerName;
  }

  public void setContainerName(String containerName) {
    this.containerName = containerName;
  }

  public String getPodName() {
    return podName;
  }

  public void setPodName(String podName) {
    this.podName = podName;
  }

  public String getPodUid() {
    return podUid;
  }

  public void setPodUid(String podUid) {
    this.podUid = podUid;
  }

  public String getServiceName() {
    return serviceName;
  }

  public void setServiceName(String serviceName) {
    this.serviceName = serviceName;
  }

  public String getClaimName() {
    return claimName;
  }

  public void setClaimName(String claimName) {
    this.claimName = claimName;
  }

  public String getClaimUid() {
    return claimUid;
  }

  public void setClaimUid(String claimUid) {
    this.claimUid = claimUid;
  }

  public String getVolumeName() {
    return volumeName;
  }

  public void setVolumeName(String volumeName) {
    this.volumeName = volumeName;
  }

  public String getStorageDriver() {
    return storageDriver;
  }

  public void setStorageDriver(String storageDriver) {
    this.storageDriver = storageDriver;
  }

  public String getSnapshotClassName() {
    return snapshotClassName;
  }

  public void setSnapshotClassName(String snapshotClassName) {
    this.snapshotClassName = snapshotClassName;
  }

  public String getNodeName() {
    return nodeName;
  }

  public void setNodeName(String nodeName) {
    this.nodeName = nodeName;
  }

  public Integer getReplicas() {
    return replicas;
  }

  public void setReplicas(Integer replicas) {
    this.replicas = replicas;
  }

  public String getImage() {
    return image;
  }

  public void setImage(String image) {
    this.image = image;
  }

  public String getImageID() {
    return imageID;
  }

  public void setImageID(String imageID) {
    this.imageID = imageID;
  }

  public String getMountPath() {
    return mountPath;
  }

  public void setMountPath(String mountPath) {
    this.mountPath = mountPath;
  }

  public String getServerConfSource() {
    return serverConfSource;
  }

  public void setServerConfSource(String serverConfSource) {
    this.serverConfSource = serverConfSource;
  }

  public String getVersion() {
    return version;
  }

  public void setVersion(String version) {
    this.version = version;
  }
}
