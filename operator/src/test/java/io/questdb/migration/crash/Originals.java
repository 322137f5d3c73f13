package io.questdb.migration.crash;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.questdb.migration.api.v1alpha1.Defaults;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.facts.Certificate;
import io.questdb.migration.facts.Claim;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.SecretFacts;
import io.questdb.migration.facts.WorkloadPin;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is there before a migration: kinds of resources and workloads, shared by all runs. */
public final class Originals {
  public static final String NAMESPACE = "db";
  public static final String RUN_UID = "11111111-2222-3333-4444-555555555555";
  public static final String POD = "questdb-0";
  public static final String CLAIM = "questdb-questdb-0";
  public static final String ENTERPRISE_IMAGE = "registry.example.com/questdb:3.2.4-enterprise";

  private static final String COMMON =
      """
      workload: {statefulSetName: questdb}
      enterprise: {image: "%s", baseVersion: 9.3.4, imagePullSecrets: [{name: pull}]}
      """
          .formatted(ENTERPRISE_IMAGE);

  private static final String SET =
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: questdb
        namespace: db
        uid: set
        resourceVersion: "7"
        generation: 1
        labels: {app: questdb}
      spec:
        replicas: 1
        serviceName: questdb
        selector: {matchLabels: {app: questdb}}
        template:
          metadata: {labels: {app: questdb}, annotations: {team: trades}}
          spec:
            terminationGracePeriodSeconds: 60
            containers:
            - name: questdb
              image: questdb/questdb:9.3.4
              ports: [{name: http, containerPort: 9000}, {name: metrics, containerPort: 9003}]
              env: [{name: QDB_SHARED_WORKER_COUNT, value: "2"}]
              readinessProbe: {httpGet: {path: /status, port: metrics}, periodSeconds: 2}
              volumeMounts:
              - {name: questdb, mountPath: /var/lib/questdb}
      %s
        volumeClaimTemplates:
        - metadata: {name: questdb}
          spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
      """;

  private static final String CONFIG_MAP =
      """
              - {name: conf, mountPath: /var/lib/questdb/conf/server.conf, subPath: server.conf}
            volumes:
            - {name: conf, configMap: {name: questdb-conf}}
      """;

  /** A resource and the workload that it migrates. */
  public record Variant(String name, QuestDBMigrationSpec spec, StatefulSet set, Claim claim) {

    /** What Inspect pins of the workload. */
    public WorkloadPin pin() {
      boolean onVolume = set.getSpec().getTemplate().getSpec().getVolumes().isEmpty();
      return new WorkloadPin(
          "questdb",
          "set",
          "questdb",
          POD,
          "pod-1",
          "node-1",
          "questdb",
          CLAIM,
          "claim",
          "questdb",
          "/var/lib/questdb",
          claim.volume().orElseThrow().getSpec().getCsi().getDriver(),
          spec.getBackup().getSnapshots().isEmpty() ? "" : "fast",
          1,
          "questdb/questdb:9.3.4",
          "sha256:open",
          "9.3.4",
          onVolume
              ? new ConfigSource(ConfigSource.Kind.VOLUME, "", "")
              : new ConfigSource(ConfigSource.Kind.CONFIG_MAP, "questdb-conf", "server.conf"));
    }
  }

  public static final List<Variant> VARIANTS =
      List.of(
          variant("plain", "access: {mode: Open}", "", "ebs.csi.aws.com"),
          variant(
              "everything",
              """
              tls: {secretName: tls}
              access:
                mode: Enforced
                adminSecretName: admin
                groups: [{name: analysts, grants: [{permissions: [PGWIRE]}]}]
                users: [{name: ana, passwordSecretName: ana-login, groups: [analysts]}]
                serviceAccounts:
                - name: ingest
                  grants: [{permissions: [ILP]}]
                  token: {secretName: ingest-token, timeToLive: 365d}
              replication: {objectStoreSecretRef: {name: store, key: connection}, instanceId: one}
              approval: {policy: Manual}
              """,
              "",
              "slow.csi.example.com"),
          variant(
              "offline only",
              "access: {mode: Open}\nbackup: {snapshots: [Offline]}",
              CONFIG_MAP,
              "ebs.csi.aws.com"),
          variant(
              "online only",
              "access: {mode: Open}\nbackup: {snapshots: [Online]}",
              CONFIG_MAP,
              "slow.csi.example.com"),
          variant(
              "no backup", "access: {mode: Open}\nbackup: {method: None}", "", "ebs.csi.aws.com"));

  public static final List<Service> SERVICES =
      List.of(
          new ServiceBuilder()
              .withNewMetadata()
              .withName("questdb")
              .withNamespace(NAMESPACE)
              .endMetadata()
              .withNewSpec()
              .addToSelector("app", "questdb")
              .addNewPort()
              .withPort(9000)
              .endPort()
              .endSpec()
              .build());

  public static final Map<String, SecretFacts> SECRETS =
      Map.of(
          "pull", secret("pull", "kubernetes.io/dockerconfigjson", ".dockerconfigjson"),
          "tls", secret("tls", "kubernetes.io/tls", "tls.crt", "tls.key"),
          "admin", secret("admin", "kubernetes.io/basic-auth", "username", "password"),
          "ana-login", secret("ana-login", "kubernetes.io/basic-auth", "username", "password"),
          "store", secret("store", "Opaque", "connection"));

  public static final Certificate CERTIFICATE =
      new Certificate(
          true,
          "CN=questdb",
          List.of("questdb", "questdb.db", "questdb.db.svc"),
          Instant.parse("2025-01-01T00:00:00Z"),
          Instant.parse("2035-01-01T00:00:00Z"),
          true);

  private Originals() {}

  /** The variant of that name. */
  public static Variant variant(String name) {
    return VARIANTS.stream()
        .filter(variant -> variant.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Variant variant(String name, String spec, String volumes, String driver) {
    QuestDBMigrationSpec given = Serialization.unmarshal(COMMON + spec, QuestDBMigrationSpec.class);
    StatefulSet set = Serialization.unmarshal(SET.formatted(volumes), StatefulSet.class);
    return new Variant(name, Defaults.applied(given), set, claim(driver));
  }

  private static SecretFacts secret(String name, String type, String... keys) {
    return new SecretFacts(name, "uid-" + name, "1", type, Set.of(keys), "");
  }

  private static Claim claim(String driver) {
    PersistentVolumeClaim claim =
        new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withName(CLAIM)
            .withNamespace(NAMESPACE)
            .withUid("claim")
            .endMetadata()
            .withNewSpec()
            .withAccessModes("ReadWriteOnce")
            .withVolumeName("pv")
            .endSpec()
            .withNewStatus()
            .withPhase("Bound")
            .addToCapacity("storage", new Quantity("1Gi"))
            .endStatus()
            .build();
    PersistentVolume volume =
        new PersistentVolumeBuilder()
            .withNewMetadata()
            .withName("pv")
            .endMetadata()
            .withNewSpec()
            .withNewClaimRef()
            .withUid("claim")
            .endClaimRef()
            .withNewCsi()
            .withDriver(driver)
            .endCsi()
            .endSpec()
            .build();
    return new Claim(claim, Optional.of(volume));
  }
}
