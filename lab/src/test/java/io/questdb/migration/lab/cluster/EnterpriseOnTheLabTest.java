package io.questdb.migration.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.questdb.migration.lab.Certificates;
import io.questdb.migration.lab.Certificates.Pem;
import io.questdb.migration.lab.node.Images;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A migration by hand: what the swap of the edition needs from the lab. */
class EnterpriseOnTheLabTest {
  private static final String SWAP =
      """
      [
       {"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "ENTERPRISE"},
       {"op": "replace", "path": "/spec/template/spec/containers/0/readinessProbe/httpGet",
        "value": {"path": "/status", "port": 9003}},
       {"op": "add", "path": "/spec/template/spec/containers/0/env",
        "value": [{"name": "QDB_ACL_ADMIN_PASSWORD_FILE", "value": "/run/admin/password"}]},
       {"op": "replace", "path": "/spec/template/spec/containers/0/volumeMounts", "value": [
         {"name": "data", "mountPath": "/var/lib/questdb"},
         {"name": "conf", "mountPath": "/var/lib/questdb/conf/server.conf", "subPath": "server.conf"},
         {"name": "tls", "mountPath": "/etc/questdb/tls"},
         {"name": "admin", "mountPath": "/run/admin"}]},
       {"op": "replace", "path": "/spec/template/spec/volumes", "value": [
         {"name": "conf", "secret": {"secretName": "conf"}},
         {"name": "tls", "secret": {"secretName": "tls"}},
         {"name": "admin", "secret": {"secretName": "admin"}}]}
      ]
      """;
  private static final String SERVER_CONF =
      """
      http.health.check.authentication.required=false
      http.tls.enabled=true
      http.tls.cert.path=/etc/questdb/tls/tls.crt
      http.tls.private.key.path=/etc/questdb/tls/tls.key
      """;

  @TempDir private Path directory;
  private EmbeddedCluster cluster;
  private Seen seen;

  @BeforeEach
  void start() {
    cluster = EmbeddedCluster.start();
    seen = Seen.in(cluster);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void theEditionIsSwappedInPlaceAndOpenSourceMayNotComeBack() throws Exception {
    // Given
    cluster.apply(Manifests.database("trades"));
    Sql sql = Sql.awaiting(cluster, "trades");
    sql.run("create table t (ts timestamp, v long) timestamp(ts) partition by day wal");
    sql.run("insert into t values (now(), 42)");
    InetSocketAddress address = cluster.serviceAddress("default", "trades", 9000);
    Pem pem =
        Certificates.selfSigned(
            directory, "lab", List.of(address.getHostString()), Duration.ofDays(1));
    secret(
        "tls",
        Map.of("tls.crt", Files.readString(pem.cert()), "tls.key", Files.readString(pem.key())));
    secret("conf", Map.of("server.conf", SERVER_CONF));
    secret("admin", Map.of("password", "secret"));
    String original = Files.readString(conf());
    // When
    scale(0);
    seen.gone(Pod.class, "trades-0");
    set(
        set ->
            set.patch(
                PatchContext.of(PatchType.JSON), SWAP.replace("ENTERPRISE", Images.ENTERPRISE)));
    scale(1);
    seen.when(Pod.class, "trades-0", Seen::ready);
    // Then
    HttpClient https = trusting(pem.cert());
    await().ignoreExceptions().until(() -> get(https, address, "settings").contains("\"EE\""));
    assertThat(get(https, address, "exec?query=select%20v%20from%20t")).contains("[[42]]");
    assertThat(Files.readString(conf())).isEqualTo(original);
    assertThat(cluster.violations()).isEmpty();
    // When
    set(
        set ->
            set.edit(
                found -> {
                  found
                      .getSpec()
                      .getTemplate()
                      .getSpec()
                      .getContainers()
                      .get(0)
                      .setImage(Images.OPEN_SOURCE);
                  return found;
                }));
    // Then
    await().atMost(Duration.ofSeconds(20)).until(() -> !cluster.violations().isEmpty());
  }

  private Path conf() {
    return cluster.volume("default", "data-trades-0").resolve("conf/server.conf");
  }

  private void secret(String name, Map<String, String> data) {
    cluster
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withStringData(data)
                .build())
        .create();
  }

  private void scale(int replicas) {
    set(set -> set.scale(replicas));
  }

  private void set(Consumer<RollableScalableResource<StatefulSet>> change) {
    change.accept(cluster.client().apps().statefulSets().inNamespace("default").withName("trades"));
  }

  private static String get(HttpClient https, InetSocketAddress address, String path)
      throws IOException, InterruptedException {
    String login =
        Base64.getEncoder().encodeToString("admin:secret".getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "https://" + address.getHostString() + ":" + address.getPort() + "/" + path))
            .header("Authorization", "Basic " + login)
            .timeout(Duration.ofSeconds(5))
            .build();
    return https.send(request, BodyHandlers.ofString()).body();
  }

  private static HttpClient trusting(Path certificate)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(certificate)) {
      trusted.setCertificateEntry(
          "lab", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }
}
