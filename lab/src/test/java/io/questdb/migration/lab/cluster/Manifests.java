package io.questdb.migration.lab.cluster;

/** What the tests apply; lines that a test adds are indented to their place in the pod template. */
final class Manifests {
  private static final String DATABASE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: NAME}
      spec:
        selector: {app: NAME}
        ports: [{name: http, port: 9000, targetPort: http}]
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: NAME}
      spec:
        serviceName: NAME
        replicas: 1
        selector: {matchLabels: {app: NAME}}
        template:
          metadata: {labels: {app: NAME}}
          spec:
            containers:
            - name: questdb
              image: IMAGE
              ports: [{name: http, containerPort: 9000}]
              readinessProbe: {httpGet: {path: /ping, port: http}}
              volumeMounts:
              - {name: data, mountPath: /var/lib/questdb}
      MOUNTS
            volumes:
      VOLUMES
            - {name: unused, emptyDir: {}}
        volumeClaimTemplates:
        - metadata: {name: data}
          spec:
            accessModes: [ReadWriteOnce]
            resources: {requests: {storage: 1Gi}}
      """;

  private Manifests() {}

  /** A Service and a StatefulSet with a claim {@code data-<name>-0}. */
  static String database(String name) {
    return database(name, "questdb/questdb:9.3.4", "", "");
  }

  static String database(String name, String image, String mount, String volume) {
    return DATABASE
        .replace("NAME", name)
        .replace("IMAGE", image)
        .replace("MOUNTS\n", mount.isEmpty() ? "" : "        - " + mount + "\n")
        .replace("VOLUMES\n", volume.isEmpty() ? "" : "      - " + volume + "\n");
  }

  /** A pod that runs one shell script once, with the claim at /data. */
  static String script(String name, String claim, String script) {
    return """
        apiVersion: v1
        kind: Pod
        metadata: {name: NAME}
        spec:
          restartPolicy: Never
          containers:
          - name: script
            image: busybox
            command: [sh, -c, 'SCRIPT']
            volumeMounts: [{name: data, mountPath: /data}]
          volumes:
          - name: data
            persistentVolumeClaim: {claimName: CLAIM}
        """
        .replace("NAME", name)
        .replace("SCRIPT", script)
        .replace("CLAIM", claim);
  }

  static String snapshot(String name, String claim) {
    return """
        apiVersion: snapshot.storage.k8s.io/v1
        kind: VolumeSnapshot
        metadata: {name: NAME}
        spec: {source: {persistentVolumeClaimName: CLAIM}}
        """
        .replace("NAME", name)
        .replace("CLAIM", claim);
  }

  /** A claim, empty or with a dataSourceRef to a snapshot. */
  static String claim(String name, String snapshot) {
    String source =
        snapshot.isEmpty()
            ? ""
            : "dataSourceRef: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: "
                + snapshot
                + "}";
    return """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: NAME}
        spec:
          accessModes: [ReadWriteOnce]
          resources: {requests: {storage: 1Gi}}
          SOURCE
        """
        .replace("NAME", name)
        .replace("SOURCE", source);
  }
}
