package io.questdb.migration.facts;

import io.questdb.migration.engine.Evidence;

/**
 * What Inspect found the workload to be, by name and UID: everything later acts on exactly this.
 *
 * @param dataPath where the container mounts the install root, without trailing slash
 * @param volumeName name of the volume in the pod template
 * @param serviceName empty when no Service selects the pod
 * @param snapshotClassName empty with backup method None
 */
public record WorkloadPin(
    String statefulSetName,
    String statefulSetUid,
    String containerName,
    String podName,
    String podUid,
    String nodeName,
    String serviceName,
    String claimName,
    String claimUid,
    String volumeName,
    String dataPath,
    String driver,
    String snapshotClassName,
    int replicas,
    String image,
    String imageId,
    String version,
    ConfigSource serverConf)
    implements Evidence {

  /** The same workload with another pod. */
  public WorkloadPin withPodUid(String uid) {
    return new WorkloadPin(
        statefulSetName,
        statefulSetUid,
        containerName,
        podName,
        uid,
        nodeName,
        serviceName,
        claimName,
        claimUid,
        volumeName,
        dataPath,
        driver,
        snapshotClassName,
        replicas,
        image,
        imageId,
        version,
        serverConf);
  }
}
