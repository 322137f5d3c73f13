package io.questdb.migration.ports;

import static io.questdb.migration.ports.ClusterScene.OTHER_RUN;
import static io.questdb.migration.ports.ClusterScene.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.questdb.migration.change.ServerConf;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.ConfigSource.Kind;
import io.questdb.migration.facts.OriginalConfig;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.SecretFacts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link Cluster} promises about Secrets and what it keeps in them, on any API server. */
public abstract class ClusterSecretsContract extends OnAnyApiServer {
  private static final String ORIGINAL = "# größe\nhttp.bind.to=0.0.0.0:9000\nacl.enabled=false\n";
  private static final int MOST_OF_A_SECRET = 1024 * 1024;
  private static final SortedMap<String, String> PROPERTIES =
      new TreeMap<>(Map.of("acl.enabled", "true"));

  @Test
  void whatIsMissingIsEmpty() {
    assertThat(cluster.secret(namespace, "login")).isEmpty();
    assertThat(cluster.secretValues(namespace, "login")).isEmpty();
    assertThat(cluster.certificate(namespace, "tls")).isEmpty();
    assertThat(cluster.runRecord(namespace, "record")).isEmpty();
  }

  @Test
  void theFactsOfASecretNameOnlyKeysThatHoldSomething() {
    scene.createSecret("login", "Opaque", Map.of("username", "ana", "password", ""));

    SecretFacts facts = cluster.secret(namespace, "login").orElseThrow();

    assertThat(facts.keys()).containsExactly("username");
    assertThat(facts.type()).isEqualTo("Opaque");
    assertThat(facts.runUid()).isEmpty();
    assertThat(facts.toString()).doesNotContain("ana");
    assertThat(cluster.secretValues(namespace, "login"))
        .contains(Map.of("username", "ana", "password", ""));
  }

  @Test
  void aSecretIsDeletedByItsUidAlone() {
    // Given
    scene.createSecret("merged", "Opaque", Map.of("server.conf", "a=b"));
    String uid = cluster.secret(namespace, "merged").orElseThrow().uid();

    // When
    cluster.delete(namespace, new OwnedObject("Secret", "merged", "another"));

    // Then
    assertThat(cluster.secret(namespace, "merged")).isPresent();
    cluster.delete(namespace, new OwnedObject("Secret", "merged", uid));
    assertThat(cluster.secret(namespace, "merged")).isEmpty();
  }

  @Test
  void theCertificateOfASecretIsReadWithItsKey(@TempDir Path directory) {
    TlsFixture valid = issue(directory, -1, 30);
    TlsFixture expired = issue(directory, -30, 10);
    createTls("valid", valid.certificatePem(), valid.keyPem());
    createTls("expired", expired.certificatePem(), expired.keyPem());
    createTls("mismatch", valid.certificatePem(), expired.keyPem());
    scene.createSecret("unreadable", "Opaque", Map.of("tls.crt", "x", "tls.key", "y"));

    assertThat(cluster.certificate(namespace, "valid"))
        .hasValueSatisfying(
            certificate -> {
              assertThat(certificate.readable()).isTrue();
              assertThat(certificate.keyMatches()).isTrue();
              assertThat(certificate.notAfter()).isAfter(Instant.now());
              assertThat(certificate.names()).contains("questdb.trading.svc");
            });
    assertThat(cluster.certificate(namespace, "expired").orElseThrow().notAfter())
        .isBefore(Instant.now());
    assertThat(cluster.certificate(namespace, "mismatch").orElseThrow().keyMatches()).isFalse();
    assertThat(cluster.certificate(namespace, "unreadable").orElseThrow().readable()).isFalse();
  }

  @Test
  void aRunRecordGrowsAndComesBackAsItWas() {
    String large =
        IntStream.range(0, 100_000)
            .mapToObj(i -> "table" + i + "=" + i)
            .collect(Collectors.joining(","));
    cluster.writeRunRecord(namespace, "record", RUN, Map.of(RunRecord.INVERSE_PATCH, "[]"));
    RunRecord first = cluster.runRecord(namespace, "record").orElseThrow();

    cluster.writeRunRecord(namespace, "record", RUN, Map.of(RunRecord.SEAL, large));

    RunRecord second = cluster.runRecord(namespace, "record").orElseThrow();
    assertThat(second.entries())
        .isEqualTo(Map.of(RunRecord.INVERSE_PATCH, "[]", RunRecord.SEAL, large));
    assertThat(second.uid()).isEqualTo(first.uid());
    assertThat(second.hash()).hasSize(64).isEqualTo(first.hash());
    assertThat(second.sealHash()).hasSize(64).isNotEqualTo(first.sealHash());
    assertThat(scene.secret("record").getMetadata().getOwnerReferences()).isEmpty();
    assertThat(large.length()).isGreaterThan(MOST_OF_A_SECRET);
    assertThat(String.join("", scene.secret("record").getData().values()).length())
        .isLessThan(MOST_OF_A_SECRET);
    assertThat(scene.secret("record").getType()).isEqualTo("Opaque");
  }

  @Test
  void anEntryOfARunRecordReplacesItsFormerValueOfAnySize() {
    cluster.writeRunRecord(namespace, "record", RUN, Map.of("seal", "x".repeat(300_000)));
    cluster.writeRunRecord(namespace, "record", RUN, Map.of("seal", "small"));
    assertThat(cluster.runRecord(namespace, "record").orElseThrow().entries())
        .isEqualTo(Map.of("seal", "small"));
  }

  @Test
  void writingTheSameRecordAgainChangesNothing() {
    cluster.writeRunRecord(namespace, "record", RUN, Map.of("schema", "x".repeat(300_000)));
    Secret before = scene.secret("record");

    cluster.writeRunRecord(namespace, "record", RUN, Map.of("schema", "x".repeat(300_000)));

    assertThat(scene.secret("record")).isEqualTo(before);
  }

  @Test
  void theRecordOfAnotherRunIsRefused() {
    cluster.writeRunRecord(namespace, "record", OTHER_RUN, Map.of("schema", "1"));
    scene.createSecret("login", "Opaque", Map.of("schema", "1"));

    for (String name : List.of("record", "login")) {
      assertThatThrownBy(() -> cluster.writeRunRecord(namespace, name, RUN, Map.of("schema", "2")))
          .isInstanceOf(PortException.Rejected.class);
    }
    assertThatThrownBy(() -> cluster.runRecord(namespace, "login"))
        .isInstanceOf(PortException.Rejected.class);
  }

  @Test
  void aMergedConfigIsAnImmutableSecretOfTheRun() {
    createConfigMap("conf", "server.conf");
    scene.createSecret("conf", "Opaque", Map.of("server.conf", ORIGINAL));

    for (Kind kind : List.of(Kind.CONFIG_MAP, Kind.SECRET)) {
      ConfigSource source = new ConfigSource(kind, "conf", "server.conf");
      String name = kind == Kind.SECRET ? "merged-secret" : "merged-map";
      OriginalConfig facts = cluster.originalConfig(namespace, source).orElseThrow();

      cluster.createMergedConfig(namespace, source, facts.originalHash(), PROPERTIES, name, RUN);
      cluster.createMergedConfig(namespace, source, facts.originalHash(), PROPERTIES, name, RUN);

      Secret merged = scene.secret(name);
      byte[] content = Base64.getDecoder().decode(merged.getData().get("server.conf"));
      assertThat(new String(content, StandardCharsets.UTF_8)).startsWith("# größe\n");
      assertThat(ServerConf.parse(new String(content, StandardCharsets.ISO_8859_1)).properties())
          .containsEntry("acl.enabled", "true")
          .containsEntry("http.bind.to", "0.0.0.0:9000");
      assertThat(merged.getImmutable()).isTrue();
      assertThat(scene.labelledBy(RUN, merged.getMetadata())).isTrue();
      assertThat(merged.getMetadata().getOwnerReferences()).isEmpty();
      assertThat(facts.originalHash()).isEqualTo(sha256(ORIGINAL.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void aConfigThatIsGoneIsNotMerged() {
    createConfigMap("conf", "another.conf");

    for (Kind kind : List.of(Kind.CONFIG_MAP, Kind.SECRET)) {
      ConfigSource source = new ConfigSource(kind, "conf", "server.conf");
      assertThat(cluster.originalConfig(namespace, source)).isEmpty();
      assertThatThrownBy(
              () -> cluster.createMergedConfig(namespace, source, "", PROPERTIES, "merged", RUN))
          .isInstanceOf(PortException.Conflict.class);
    }
    assertThat(scene.secret("merged")).isNull();
  }

  @Test
  void aConfigThatHasChangedSinceThePlanIsNotMerged() {
    createConfigMap("conf", "server.conf");
    ConfigSource source = new ConfigSource(Kind.CONFIG_MAP, "conf", "server.conf");
    String planned = "0".repeat(64);

    assertThatThrownBy(
            () -> cluster.createMergedConfig(namespace, source, planned, PROPERTIES, "merged", RUN))
        .isInstanceOf(PortException.Rejected.class)
        .message()
        .doesNotContain("http.bind.to");
    assertThat(scene.secret("merged")).isNull();
  }

  @Test
  void aWrittenSecretKeepsWhatElseItHolds() {
    scene.createSecret("token", "Opaque", Map.of("comment", "for ingest", "token", ""));

    cluster.writeSecret(namespace, "token", RUN, Map.of("username", "ingest", "token", "t1"));
    assertThat(cluster.secretValues(namespace, "token"))
        .contains(Map.of("comment", "for ingest", "username", "ingest", "token", "t1"));
    assertThat(cluster.secret(namespace, "token").orElseThrow().runUid()).isEqualTo(RUN);

    cluster.writeSecret(namespace, "token", RUN, Map.of("token", "t2"));
    assertThat(cluster.secretValues(namespace, "token").orElseThrow()).containsEntry("token", "t2");
  }

  @Test
  void aSecretThatIsMissingIsWritten() {
    cluster.writeSecret(namespace, "token", RUN, Map.of("token", "t1"));

    assertThat(cluster.secretValues(namespace, "token")).contains(Map.of("token", "t1"));
    assertThat(scene.secret("token").getImmutable()).isNull();
  }

  @Test
  void aValueOfSomebodyElseIsNeverOverwritten() {
    scene.createSecret("token", "Opaque", Map.of("token", "theirs"));

    assertThatThrownBy(() -> cluster.writeSecret(namespace, "token", RUN, Map.of("token", "ours")))
        .isInstanceOf(PortException.Rejected.class)
        .message()
        .contains(namespace + "/token")
        .doesNotContain("theirs")
        .doesNotContain("ours");
    assertThat(cluster.secretValues(namespace, "token")).contains(Map.of("token", "theirs"));
  }

  private static TlsFixture issue(Path directory, int startDays, int validDays) {
    return TlsFixture.issue(
        directory, List.of("-keyalg", "EC", "-groupname", "secp256r1"), startDays, validDays);
  }

  private void createTls(String name, String certificates, String key) {
    scene.createSecret(name, "kubernetes.io/tls", Map.of("tls.crt", certificates, "tls.key", key));
  }

  private void createConfigMap(String name, String key) {
    client()
        .resource(
            new ConfigMapBuilder()
                .withMetadata(scene.metadata(name, Map.of()))
                .withData(Map.of(key, ORIGINAL))
                .build())
        .create();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
