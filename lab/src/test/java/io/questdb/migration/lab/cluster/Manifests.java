package io.questdb.migration.lab.cluster;

/** What the tests apply. */
final class Manifests {
  private Manifests() {}

  /** A Service and a StatefulSet with a claim; {@code extra} lines join the pod's spec. */
  static String database(String name, String podSpec) {
    return """
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
                image: questdb/questdb:9.3.4
                ports: [{name: http, containerPort: 9000}]
                readinessProbe: {httpGet: {path: /ping, port: http}}
                volumeMounts: [{name: data, mountPath: /var/lib/questdb}]
          volumeClaimTemplates:
          - metadata: {name: data}
            spec:
              accessModes: [ReadWriteOnce]
              resources: {requests: {storage: 1Gi}}
        """
        .replace("NAME", name) + podSpec;
  }
}
