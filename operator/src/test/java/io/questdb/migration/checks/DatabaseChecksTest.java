package io.questdb.migration.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.api.v1alpha1.AccessMode;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.api.v1alpha1.ReplicationSpec;
import io.questdb.migration.api.v1alpha1.SecretKeyReference;
import io.questdb.migration.api.v1alpha1.ServiceAccountSpec;
import io.questdb.migration.api.v1alpha1.TokenSpec;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.facts.Admission;
import io.questdb.migration.facts.Certificate;
import io.questdb.migration.facts.Checkpoint;
import io.questdb.migration.facts.Edition;
import io.questdb.migration.facts.Parameter;
import io.questdb.migration.facts.SecretFacts;
import io.questdb.migration.facts.ServerIdentity;
import io.questdb.migration.facts.TableState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Database, Secrets, certificate, Service and configuration. */
class DatabaseChecksTest {
  private static final Optional<Pod> POD = Optional.of(Small.pod("questdb-0").build());
  private static final TableState GOOD = table("good", "good~1", true, false, 5, 5);

  static Stream<Arguments> servers() {
    Optional<Pod> unready =
        Optional.of(Small.pod("questdb-0").editStatus().withConditions().endStatus().build());
    Optional<Pod> leaving =
        Optional.of(
            Small.pod("questdb-0").editMetadata().withDeletionTimestamp("x").endMetadata().build());
    String down = "Block DatabaseDown";
    return Stream.of(
        Arguments.of(POD, Edition.OSS, Admission.ADMITTED, false, GOOD, ""),
        Arguments.of(Optional.empty(), Edition.OSS, Admission.ADMITTED, false, GOOD, down),
        Arguments.of(unready, Edition.OSS, Admission.ADMITTED, false, GOOD, down),
        Arguments.of(leaving, Edition.OSS, Admission.ADMITTED, false, GOOD, down),
        Arguments.of(POD, null, Admission.ADMITTED, false, GOOD, down),
        Arguments.of(POD, Edition.EE, Admission.ADMITTED, false, GOOD, "Block AlreadyEnterprise"),
        Arguments.of(
            POD, Edition.OSS, Admission.UNAUTHENTICATED, false, GOOD, "Block LoginRefused"),
        Arguments.of(POD, Edition.OSS, Admission.ADMITTED, true, GOOD, "Block CheckpointForeign"),
        Arguments.of(
            POD,
            Edition.OSS,
            Admission.ADMITTED,
            false,
            table("t", "t~1", true, true, 5, 5),
            "Block TableSuspended"),
        Arguments.of(
            POD,
            Edition.OSS,
            Admission.ADMITTED,
            false,
            table("t", "t~1", true, false, 1001, 1),
            "Warn TableBehind"),
        Arguments.of(
            POD,
            Edition.OSS,
            Admission.ADMITTED,
            false,
            table("t", "t~1 (->)", true, false, 5, 5),
            "Block VolumeUnsupported"),
        Arguments.of(
            POD,
            Edition.OSS,
            Admission.ADMITTED,
            false,
            table("t", "t~1", false, false, -1, -1),
            "Warn TableNotReplicated"));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void whatIsWrongWithAServerIsFoundAlone(
      Optional<Pod> pod,
      Edition edition,
      Admission login,
      boolean held,
      TableState table,
      String expected) {
    DatabaseChecks.Seen seen =
        new DatabaseChecks.Seen(
            pod,
            Optional.ofNullable(edition).map(e -> new ServerIdentity(e, "9.3.4")),
            Optional.of(login),
            Optional.of(new Checkpoint(held, Optional.empty())),
            List.of(table));
    expect(
        DatabaseChecks.findings(Small.run(DatabaseChecksTest::replicated), "questdb-0", seen),
        expected);
  }

  static Stream<Arguments> secrets() {
    String basic = "kubernetes.io/basic-auth";
    String invalid = "Block SecretInvalid";
    return Stream.of(
        Arguments.of(secret("admin", basic, "", "username", "password"), ""),
        Arguments.of(secret("other", basic, ""), "Block SecretNotFound"),
        Arguments.of(secret("admin", "Opaque", "", "username", "password"), invalid),
        Arguments.of(secret("admin", basic, "", "username"), invalid));
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void aSecretMustHoldWhatItIsNeededFor(SecretFacts secret, String expected) {
    expect(
        SecretChecks.findings(
            Small.run(DatabaseChecksTest::enforced), Map.of(secret.name(), secret)),
        expected);
  }

  static Stream<Arguments> tokenSecrets() {
    return Stream.of(
        Arguments.of(Set.of(), "", ""),
        Arguments.of(Set.of("note"), "", ""),
        Arguments.of(Set.of("token", "username"), Small.UID, ""),
        Arguments.of(Set.of("token"), "", "Block SecretInvalid"),
        Arguments.of(Set.of("username"), "another", "NotChecked NotChecked"));
  }

  @ParameterizedTest
  @MethodSource("tokenSecrets")
  void aTokenOfSomebodyElseIsNeverOverwritten(Set<String> keys, String runUid, String expected) {
    SecretFacts secret = new SecretFacts("token", "u", "1", "Opaque", keys, runUid);
    expect(
        SecretChecks.findings(
            Small.run(
                spec -> {
                  ServiceAccountSpec account = new ServiceAccountSpec();
                  account.setName("ingest");
                  account.setToken(new TokenSpec());
                  account.getToken().setSecretName("token");
                  spec.getAccess().setServiceAccounts(List.of(account));
                }),
            Map.of("token", secret)),
        expected);
  }

  static Stream<Arguments> certificates() {
    Duration long_ = Duration.ofDays(90);
    Duration past = Duration.ofDays(-1);
    String invalid = "Block CertificateInvalid";
    return Stream.of(
        Arguments.of(true, "db.ns.svc", past, long_, true, ""),
        Arguments.of(true, "*.ns.svc", past, long_, true, ""),
        Arguments.of(true, "*.svc", past, long_, true, "Warn CertificateNameMissing"),
        Arguments.of(false, "db.ns.svc", past, long_, true, invalid),
        Arguments.of(true, "db.ns.svc", past, long_, false, invalid),
        Arguments.of(true, "db.ns.svc", Duration.ofDays(1), long_, true, invalid),
        Arguments.of(true, "db.ns.svc", past, Duration.ZERO, true, invalid),
        Arguments.of(
            true, "db.ns.svc", past, Duration.ofDays(13), true, "Warn CertificateExpires"));
  }

  @ParameterizedTest
  @MethodSource("certificates")
  void aCertificateMustBeUsable(
      boolean readable,
      String name,
      Duration from,
      Duration until,
      boolean keyMatches,
      String expected) {
    Certificate certificate =
        new Certificate(
            readable,
            "CN=db",
            List.of(name),
            Small.NOW.plus(from),
            Small.NOW.plus(until),
            keyMatches);
    expect(
        CertificateChecks.findings(
            "tls", Optional.of(certificate), List.of("db.ns.svc"), Small.NOW),
        expected);
  }

  static Stream<Arguments> containers() {
    String owned = "Block PropertyOwned";
    return Stream.of(
        Arguments.of(container().addNewEnv().withName("QDB_PG_USER").endEnv().build(), ""),
        Arguments.of(container().addNewEnv().withName("QDB_ACL_ENABLED").endEnv().build(), owned),
        Arguments.of(
            container().addNewEnv().withName("QDB_ACL_ADMIN_PASSWORD_FILE").endEnv().build(),
            owned),
        Arguments.of(
            container().addNewEnv().withName("QDB_CAIRO_MAX_UNCOMMITTED_ROWS").endEnv().build(),
            owned),
        Arguments.of(
            container().addNewEnvFrom().withNewSecretRef("env", false).endEnvFrom().build(), owned),
        Arguments.of(
            container().addNewEnvFrom().withNewConfigMapRef("env", false).endEnvFrom().build(),
            "NotChecked NotChecked"));
  }

  @ParameterizedTest
  @MethodSource("containers")
  void anEnvironmentThatWouldWinIsABlock(Container container, String expected) {
    StatefulSet set = Small.set().build();
    set.getSpec().getTemplate().getSpec().setContainers(List.of(container));
    expect(
        config(
            Small.spec(spec -> spec.setServerConf(Map.of("cairo.max.uncommitted.rows", "1"))),
            set,
            Map.of()),
        expected);
  }

  @Test
  void anOwnedPropertyInTheSpecIsABlock() {
    expect(
        config(
            Small.spec(spec -> spec.setServerConf(Map.of("acl.enabled", "false"))),
            Small.set().build(),
            Map.of()),
        "Block PropertyOwned");
  }

  @Test
  void tablesOutsideTheInstallRootAreABlock() {
    expect(
        config(
            Small.spec(spec -> {}),
            Small.set().build(),
            Map.of("cairo.root", new Parameter("cairo.root", "/data", "conf"))),
        "Block VolumeUnsupported");
  }

  @Test
  void theServiceThatLeadsToTheDatabaseIsFoundBeforeAHeadlessOne() {
    Pod pod = Small.pod("questdb-0").editMetadata().addToLabels("app", "q").endMetadata().build();
    List<Service> services =
        List.of(
            service("a-headless", "None", 9000),
            service("b-postgres", "10.0.0.1", 8812),
            service("c-http", "10.0.0.2", 9000));
    assertThat(
            ServiceChecks.chosen(
                Small.run().spec().getWorkload(), services, Optional.of(pod), 9000))
        .contains(services.get(2));
  }

  @Test
  void aServiceThatDoesNotExistIsABlock() {
    expect(
        ServiceChecks.findings(
            Small.spec(spec -> spec.getWorkload().setServiceName("gone")).getWorkload(),
            List.of(),
            POD),
        "Block WorkloadUnsupported");
  }

  private static List<Finding> config(
      QuestDBMigrationSpec spec, StatefulSet set, Map<String, Parameter> parameters) {
    WorkloadReading reading = Small.read(set);
    SecretFacts env = secret("env", "Opaque", "", "QDB_ACL_ENABLED", "OTHER");
    return ConfigChecks.findings(
        spec,
        reading,
        new ConfigChecks.Seen(
            ConfigLocation.of(reading), Optional.empty(), parameters, Map.of("env", env)));
  }

  private static ContainerBuilder container() {
    return new ContainerBuilder(Small.read(Small.set().build()).container().orElseThrow());
  }

  private static Service service(String name, String clusterIp, int port) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withClusterIP(clusterIp)
        .addToSelector("app", "q")
        .addNewPort()
        .withPort(port)
        .endPort()
        .endSpec()
        .build();
  }

  private static SecretFacts secret(String name, String type, String runUid, String... keys) {
    return new SecretFacts(name, "uid", "1", type, Set.of(keys), runUid);
  }

  private static TableState table(
      String name, String directory, boolean wal, boolean suspended, long sequencer, long writer) {
    return new TableState(name, directory, "T", wal, suspended, sequencer, writer);
  }

  private static void replicated(QuestDBMigrationSpec spec) {
    spec.setReplication(new ReplicationSpec());
    spec.getReplication().setObjectStoreSecretRef(new SecretKeyReference());
  }

  private static void enforced(QuestDBMigrationSpec spec) {
    spec.getAccess().setMode(AccessMode.ENFORCED);
    spec.getAccess().setAdminSecretName("admin");
  }

  private static void expect(List<Finding> found, String expected) {
    assertThat(String.join(",", Small.lines(found))).isEqualTo(expected);
    assertThat(Small.everyBlockHasARemedy(found)).isTrue();
  }
}
