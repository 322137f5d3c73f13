package io.questdb.migration.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.questdb.migration.api.v1alpha1.Defaults;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.engine.Evidence;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.OfflineSnapshot;
import io.questdb.migration.facts.SchemaRecorded;
import io.questdb.migration.facts.Staged;
import io.questdb.migration.facts.WorkloadPin;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandoffFilesTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final ConfigSource ON_VOLUME = new ConfigSource(ConfigSource.Kind.VOLUME, "", "");
  private static final ConfigSource IN_MAP =
      new ConfigSource(ConfigSource.Kind.CONFIG_MAP, "questdb-conf", "server.conf");

  private static final String ORIGINAL =
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: questdb
        namespace: trades
        labels: {app.kubernetes.io/instance: argo, team: trades}
        annotations: {argocd.argoproj.io/tracking-id: argo}
      spec:
        replicas: 1
        template:
          metadata: {labels: {app: questdb}, annotations: {team: trades}}
          spec:
            imagePullSecrets: [{name: theirs}]
            containers:
            - name: questdb
              image: questdb/questdb:9.3.4
              ports: [{name: http, containerPort: 9000}, {name: metrics, containerPort: 9003}]
              env: [{name: QDB_PG_PASSWORD, value: hunter2}]
              readinessProbe:
                httpGet:
                  path: /status
                  port: http
                  httpHeaders: [{name: Authorization, value: hunter2}]
              livenessProbe: {httpGet: {path: /status, port: metrics}}
              volumeMounts: [{name: data, mountPath: /var/lib/questdb}]
            - {name: sidecar, image: 'example.com/sidecar:1'}
      """;

  private static final String SPEC =
      """
      workload: {statefulSetName: questdb}
      enterprise: {image: 'registry.example.com/questdb:3.2.4', imagePullSecrets: [{name: pull}]}
      tls: {secretName: tls}
      access:
        mode: Enforced
        adminSecretName: admin
        users: [{name: ana, passwordSecretName: ana-login}]
        serviceAccounts: [{name: ingest, token: {secretName: ingest-token, timeToLive: 365d}}]
      replication: {objectStoreSecretRef: {name: store, key: connection}, instanceId: one}
      serverConf: {cairo.max.uncommitted.rows: hunter2}
      """;

  @Test
  void thePatchHoldsWhatTheMigrationMadeAndNothingElse() throws Exception {
    // When
    JsonNode patch =
        Serialization.unmarshal(files(ON_VOLUME).get("statefulset.yaml"), JsonNode.class);

    // Then
    JsonNode pod = patch.at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0");
    assertThat(patch.at("/metadata"))
        .isEqualTo(
            json(
                "{'name':'questdb','namespace':'trades',"
                    + "'annotations':{'migration.questdb.io/edition':'enterprise'}}"));
    assertThat(patch.at("/spec/template/metadata"))
        .isEqualTo(json("{'annotations':{'migration.questdb.io/run':'run-uid'}}"));
    assertThat(pod.at("/imagePullSecrets")).isEqualTo(json("[{'name':'pull'}]"));
    assertThat(pod.at("/containers")).hasSize(1);
    assertThat(container.at("/image").asText()).isEqualTo("registry.example.com/questdb:3.2.4");
    assertThat(container.at("/readinessProbe"))
        .isEqualTo(json("{'httpGet':{'path':'/status','port':'http','scheme':'HTTPS'}}"));
    assertThat(container.has("livenessProbe")).isFalse();
    assertThat(container.at("/env"))
        .extracting(variable -> variable.get("name").asText())
        .containsExactlyInAnyOrder(
            "QDB_ACL_ADMIN_PASSWORD_FILE",
            "QDB_ACL_ADMIN_USER",
            "QDB_REPLICATION_OBJECT_STORE_FILE");
    assertThat(pod.at("/volumes").findValuesAsText("secretName"))
        .containsExactlyInAnyOrder("tls", "admin", "store");
    assertThat(container.at("/volumeMounts").findValuesAsText("mountPath"))
        .contains("/var/lib/questdb/conf/server.conf")
        .doesNotContain("/var/lib/questdb");
  }

  @Test
  void theReaderIsToldOfEverySecretBackupAndRecordByName() {
    assertThat(files(ON_VOLUME).get(HandoffFiles.README))
        .contains("StatefulSet trades/questdb")
        .contains("pull  ", "tls  ", "admin  ", "ana-login  ", "ingest-token  ")
        .contains("store  the object store, in key connection")
        .contains("VolumeSnapshot qdbm-offline  offline, cut 2026-11-24T10:00:00Z, handle snap-1")
        .contains("Secret qdbm-record  run record")
        .contains("claim data-questdb-0", "conf/server.conf.qdbm-1");
  }

  @Test
  void theReaderIsToldHowToTakeTheConfigurationIntoGitWhenItComesFromAConfigMap() {
    assertThat(files(IN_MAP).get(HandoffFiles.README))
        .contains("Secret merged", "key server.conf of ConfigMap questdb-conf");
    assertThat(files(IN_MAP).get("statefulset.yaml")).contains("secretName: merged");
  }

  @Test
  void thePropertiesAreThoseThatTheServerReads() {
    ServerConf written = ServerConf.parse(files(ON_VOLUME).get("server.conf.properties"));
    assertThat(written.properties())
        .containsEntry("acl.enabled", "true")
        .containsEntry("replication.role", "primary")
        .containsEntry("http.tls.cert.path", "/run/questdb-migration/tls/tls.crt")
        .doesNotContainKey("cairo.max.uncommitted.rows");
    assertThat(written.text()).contains("# cairo.max.uncommitted.rows: as in spec.serverConf");
  }

  @Test
  void everyChangeIsListedWithWhatWasThereBefore() {
    assertThat(files(ON_VOLUME).get("changes.txt"))
        .contains(
            "StatefulSet/questdb spec.template.spec.containers[questdb].image\n"
                + "    from: questdb/questdb:9.3.4\n"
                + "    to:   registry.example.com/questdb:3.2.4\n");
  }

  @Test
  void neitherASecretNorALabelOfTheWorkloadIsCopied() {
    for (ConfigSource source : List.of(ON_VOLUME, IN_MAP)) {
      assertThat(files(source).values())
          .allSatisfy(text -> assertThat(text).doesNotContain("hunter2", "argo", "labels"));
    }
  }

  @Test
  void aNameThatWouldBeTooLongForTheApiServerIsMadeOfTheRun() {
    assertThat(Names.handoff(run("x".repeat(245), ON_VOLUME))).hasSize(253);
    assertThat(Names.handoff(run("x".repeat(246), ON_VOLUME))).isEqualTo("qdbm-run-uid-handoff");
  }

  private static Map<String, String> files(ConfigSource source) {
    Run run = run("to-enterprise", source);
    StatefulSet set =
        new EnterpriseTemplate(run.spec(), run.ledger().require(WorkloadPin.class))
            .applied(
                Serialization.unmarshal(ORIGINAL, StatefulSet.class),
                run.ledger().require(Staged.class),
                run.uid());
    set.getMetadata().getAnnotations().put(Labels.EDITION, Labels.ENTERPRISE);
    return HandoffFiles.of(run, set);
  }

  private static Run run(String name, ConfigSource source) {
    QuestDBMigrationSpec spec =
        Defaults.applied(Serialization.unmarshal(SPEC, QuestDBMigrationSpec.class));
    boolean onVolume = source.kind() == ConfigSource.Kind.VOLUME;
    Map<StepName, Row> rows = new EnumMap<>(StepName.class);
    rows.put(StepName.INSPECT, row(StepName.INSPECT, pin(source)));
    rows.put(
        StepName.ATTEND_VOLUME,
        row(
            StepName.ATTEND_VOLUME,
            onVolume
                ? new Staged(source.kind(), "server.conf.qdbm-1", "")
                : new Staged(ConfigSource.Kind.SECRET, "merged", "")));
    rows.put(
        StepName.RECORD_SCHEMA,
        row(StepName.RECORD_SCHEMA, new SchemaRecorded("qdbm-record", "", 3)));
    rows.put(
        StepName.SNAPSHOT_OFFLINE,
        row(
            StepName.SNAPSHOT_OFFLINE,
            new OfflineSnapshot("qdbm-offline", "uid", "snap-1", NOW, true, 1)));
    Ledger ledger = new Ledger(rows, List.of(), Optional.of(NOW), Optional.empty());
    return new Run("trades", name, "run-uid", false, spec, ledger, false, NOW);
  }

  private static Row row(StepName step, Evidence evidence) {
    return new Row(
        step,
        StepState.COMPLETE,
        1,
        0,
        Reason.DONE,
        "",
        Optional.of(NOW),
        Optional.of(NOW),
        Optional.of(evidence));
  }

  private static WorkloadPin pin(ConfigSource source) {
    return new WorkloadPin(
        "questdb",
        "set-uid",
        "questdb",
        "questdb-0",
        "pod-uid",
        "node",
        "questdb",
        "data-questdb-0",
        "claim-uid",
        "data",
        "/var/lib/questdb",
        "ebs.csi.aws.com",
        "fast",
        1,
        "questdb/questdb:9.3.4",
        "sha256:1",
        "9.3.4",
        source);
  }

  private static JsonNode json(String quoted) throws Exception {
    return new ObjectMapper().readTree(quoted.replace('\'', '"'));
  }
}
