package io.questdb.migration.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.questdb.migration.adapter.kubernetes.ClientFactory;
import io.questdb.migration.adapter.kubernetes.KubernetesMigrations;
import io.questdb.migration.api.v1alpha1.AccessMode;
import io.questdb.migration.api.v1alpha1.AccessSpec;
import io.questdb.migration.api.v1alpha1.EnterpriseSpec;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationStatus;
import io.questdb.migration.api.v1alpha1.WorkloadSpec;
import io.questdb.migration.lab.apiserver.EmbeddedApiServer;
import io.questdb.migration.lab.apiserver.Fault;
import io.questdb.migration.ports.PortException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperatorProcessTest {
  private static final Path DEFINITION =
      Path.of("../crds/questdbmigrations.migration.questdb.io.yaml");

  private final EmbeddedApiServer server = EmbeddedApiServer.start();
  private final KubernetesClient client = ClientFactory.create(server.config("person"), "test");
  private final KubernetesMigrations migrations = new KubernetesMigrations(client);
  private OperatorProcess operator;

  @BeforeEach
  void start() throws IOException {
    try (InputStream definition = Files.newInputStream(DEFINITION)) {
      client.load(definition).create();
    }
    createNamespace("trades");
    start("trades");
  }

  @AfterEach
  void stop() {
    operator.close();
    client.close();
    server.close();
  }

  @Test
  void aMigrationOfNothingIsHeldWithTheReason() {
    client.resource(migration("nothing")).create();

    Condition stalled = awaitStalled("nothing");

    assertThat(stalled.getReason()).isEqualTo("WorkloadNotFound");
    QuestDBMigrationStatus status = get("nothing").getStatus();
    assertThat(status.getObservedGeneration()).isEqualTo(1);
    assertThat(status.getStep()).isEqualTo("Inspect");
    assertThat(status.getFindings()).isNotEmpty();
  }

  @Test
  void aHeldMigrationThatIsDeletedGoesAtOnce() {
    client.resource(migration("nothing")).create();
    awaitStalled("nothing");

    client.resource(get("nothing")).delete();

    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> migrations.get("trades", "nothing").isEmpty());
  }

  @Test
  void aStatusIsNeverWrittenOverANewerResource() {
    client.resource(migration("nothing")).create();
    awaitStalled("nothing");
    QuestDBMigration read = get("nothing");
    QuestDBMigration newer = migrations.writeFinalizers(read, List.of("example.com/hold"));

    assertThatThrownBy(() -> migrations.writeStatus(read, read.getStatus()))
        .isInstanceOf(PortException.Conflict.class);
    assertThatThrownBy(() -> migrations.writeFinalizers(read, List.of()))
        .isInstanceOf(PortException.Conflict.class);
    migrations.writeFinalizers(newer, List.of());
  }

  /** Each namespace is listed for itself, and the lists may end one after the other. */
  @Test
  void noMigrationOfSeveralNamespacesIsForgotten() {
    // Given
    operator.close();
    createNamespace("sensors");
    client.resource(migration("nothing")).create();
    client.resource(migration("sensors", "nothing")).create();
    server
        .faults()
        .add(
            new Fault("list", "questdbmigrations", "*", 1, new Fault.Delay(Duration.ofSeconds(1))));
    // When
    start("trades,sensors");
    // Then
    awaitStalled("trades", "nothing");
    awaitStalled("sensors", "nothing");
  }

  private void createNamespace(String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }

  private void start(String namespaces) {
    Config config =
        Config.parse(
            Map.of(
                "WATCH_NAMESPACES", namespaces,
                "POD_NAMESPACE", "trades",
                "OPERATOR_IMAGE", "registry.example.com/operator:1",
                "LEADER_ELECTION", "false",
                "LISTEN_ADDRESS", "127.0.0.1:0",
                "POD_NAME", "operator-0"));
    operator = new OperatorProcess(config, server.config("operator"), Clock.systemUTC(), () -> {});
    operator.start();
  }

  private Condition awaitStalled(String name) {
    return awaitStalled("trades", name);
  }

  private Condition awaitStalled(String namespace, String name) {
    return await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                migrations.get(namespace, name).orElseThrow().getStatus().getConditions().stream()
                    .filter(condition -> condition.getType().equals("Stalled"))
                    .filter(condition -> condition.getStatus().equals("True"))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private QuestDBMigration get(String name) {
    return migrations.get("trades", name).orElseThrow();
  }

  private static QuestDBMigration migration(String name) {
    return migration("trades", name);
  }

  private static QuestDBMigration migration(String namespace, String name) {
    QuestDBMigrationSpec spec = new QuestDBMigrationSpec();
    WorkloadSpec workload = new WorkloadSpec();
    workload.setStatefulSetName("not-there");
    spec.setWorkload(workload);
    EnterpriseSpec enterprise = new EnterpriseSpec();
    enterprise.setImage("registry.example.com/questdb:3.2.4-enterprise");
    spec.setEnterprise(enterprise);
    AccessSpec access = new AccessSpec();
    access.setMode(AccessMode.OPEN);
    spec.setAccess(access);
    QuestDBMigration migration = new QuestDBMigration();
    migration.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    migration.setSpec(spec);
    migration.setStatus(null);
    return migration;
  }
}
