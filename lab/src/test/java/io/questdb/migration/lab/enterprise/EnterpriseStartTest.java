package io.questdb.migration.lab.enterprise;

import static io.questdb.migration.lab.enterprise.StandIn.basic;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.lab.Certificates;
import io.questdb.migration.lab.Certificates.Pem;
import io.questdb.migration.lab.enterprise.StandIn.End;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** When the server starts, when it refuses to, and what it leaves on the volume. */
class EnterpriseStartTest {
  private static final String ADMIN = basic("admin", "quest");

  @TempDir Path dir;

  static Stream<Arguments> refusals() {
    String strict = "config.validation.strict=true\n";
    return Stream.of(
        Arguments.of(
            "an unknown key",
            strict + "tls.enabled=false\nacl.enabled=true\nreplication.rol=primary\n",
            "Invalid settings (not recognized, probable typos):\n        * replication.rol"),
        Arguments.of("an unknown role", "replication.role=leader", "value=leader"),
        Arguments.of(
            "a role without a store",
            "replication.role=primary",
            "replication.object.store is required"),
        Arguments.of(
            "a store of no known kind",
            "replication.role=replica\nreplication.object.store=ftp::root=secretive;",
            "InvalidObjectStoreConfiguration"),
        Arguments.of("TLS without a certificate", "tls.enabled=true", "key=http.tls.cert.path"),
        Arguments.of(
            "a certificate that is not there",
            "pg.tls.enabled=true\npg.tls.cert.path=/none.crt\npg.tls.private.key.path=/none.key",
            "could not load TLS certificate [who=pg-server, cert=/none.crt"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void itDoesNotStartWith(String reason, String conf, String message) throws IOException {
    Path root = root("root", conf);
    End end = refused(root, Map.of());
    assertThat(end.exitCode()).as(reason).isEqualTo(55);
    assertThat(end.errors()).contains(message).doesNotContain("secretive");
    assertThat(root.resolve("db/.enterprise")).doesNotExist();
  }

  @Test
  void itDoesNotStartWithAKeyOfAnotherCertificate() throws IOException {
    Pem one = Certificates.selfSigned(dir.resolve("1"), "a", List.of(), Duration.ofDays(1));
    Pem other = Certificates.selfSigned(dir.resolve("2"), "a", List.of(), Duration.ofDays(1));
    Path root =
        root(
            "root",
            "http.tls.enabled=true\nhttp.tls.cert.path=%s\nhttp.tls.private.key.path=%s\n"
                .formatted(one.cert(), other.key()));
    End end = refused(root, Map.of());
    assertThat(end.exitCode()).isEqualTo(55);
    assertThat(end.errors()).contains("private key does not match the certificate");
  }

  @Test
  void anOpenSourceVolumeIsOpenedInPlaceAndMarked() throws IOException {
    Path root = root("root", "config.validation.strict=true\n");
    try (StandIn openSource = StandIn.openSource(root)) {
      openSource.run(
          "", "create table t (ts timestamp, x long) timestamp(ts) partition by day wal");
      openSource.run(
          "", "insert into t select timestamp_sequence(0, 1000), x from long_sequence(1000)");
      assertThat(openSource.stop().exitCode()).isEqualTo(143);
    }
    assertThat(root.resolve("db/.enterprise")).doesNotExist();
    byte[] dataId = Files.readAllBytes(root.resolve("db/.data_id"));

    Path store = dir.resolve("store");
    Path connection = Files.writeString(dir.resolve("connection"), "fs::root=/store;");
    Map<String, String> env =
        Map.of(
            "QDB_REPLICATION_ROLE", "primary",
            "QDB_REPLICATION_OBJECT_STORE_FILE", connection.toString(),
            "QDB_CAIRO_SNAPSHOT_INSTANCE_ID", "trades-primary",
            "QDB_METRICS_ENABLED", "true",
            "QDB_HTTP_HEALTH_CHECK_AUTHENTICATION_REQUIRED", "false",
            "LAB_MOUNTS", "/store=" + store);
    try (StandIn enterprise = StandIn.enterprise(root, env)) {
      assertThat(root.resolve("db/.enterprise")).isEmptyFile();
      assertThat(enterprise.rows(ADMIN, "select count(), sum(x) from t"))
          .isEqualTo("[[1000,500500]]");
      assertThat(root.resolve("db/.data_id")).hasBinaryContent(dataId);
      assertThat(enterprise.rows(ADMIN, parameters("replication.role", "replication.object.store")))
          .isEqualTo(
              "[[\"replication.object.store\",\"****\",\"file\"],"
                  + "[\"replication.role\",\"primary\",\"env\"]]");
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(
              () ->
                  enterprise
                      .get(9003, "/metrics", "")
                      .body()
                      .contains("questdb_replication_pending_upload_txn{table_name=\"t\"} 0\n"));
      assertThat(enterprise.stop().exitCode()).isEqualTo(143);
    }
    assertThat(store.resolve("index"))
        .content()
        .startsWith(HexFormat.of().formatHex(dataId).substring(0, 8) + "-");
    try (StandIn again = StandIn.enterprise(root, env)) {
      assertThat(again.rows(ADMIN, "select count() from t")).isEqualTo("[[1000]]");
    }
  }

  @Test
  void withoutAccessControlEveryoneMayDoEverything() throws IOException {
    Path root = root("root", "acl.enabled=false\n");
    try (StandIn server = StandIn.enterprise(root, Map.of())) {
      server.run("", "create table t (ts timestamp, x long) timestamp(ts) partition by day wal");
      assertThat(server.write("", "t x=1i").status()).isEqualTo(204);
      assertThat(server.get(9000, "/settings", "").body())
          .contains("\"release.type\":\"EE\"", "\"acl.enabled\":false");
      assertThat(server.get(9003, "/status", "").status()).isEqualTo(200);
      assertThat(server.exec("", "create user a").body()).contains("access control is disabled");
    }
  }

  @Test
  void oneListenerMayStayPlainUnderTheGlobalSwitch() throws IOException {
    String host = StandIn.newHost();
    Pem pem = Certificates.selfSigned(dir.resolve("tls"), "db", List.of(host), Duration.ofDays(1));
    Path root =
        root(
            "root",
            "acl.enabled=false\ntls.enabled=true\nhttp.min.tls.enabled=false\n"
                + "tls.cert.path=%s\ntls.private.key.path=%s\n".formatted(pem.cert(), pem.key()));
    try (StandIn server = StandIn.enterpriseOverTls(root, host, Map.of(), pem)) {
      assertThat(plainly(host, 9003, "GET /status HTTP/1.1\r\nHost: x\r\n\r\n"))
          .startsWith("HTTP/1.1 200 OK");
      try (Socket lines = StandIn.trust(pem).getSocketFactory().createSocket(host, 9009)) {
        lines.getOutputStream().write("plain x=5i\n".getBytes(UTF_8));
      }
      Awaitility.await()
          .until(() -> server.exec("", "select x from plain").body().contains("[[5]]"));
      assertThat(server.stop().exitCode()).isEqualTo(143);
    }
  }

  @Test
  void principalsOutliveARestart() throws IOException {
    Path root = root("root", "");
    try (StandIn server = StandIn.enterprise(root, Map.of())) {
      server.run(ADMIN, "create group g");
      server.run(ADMIN, "create user \"o'neill \"\"x\"\"\" with password 'p'");
      server.run(ADMIN, "grant http to g");
      server.run(ADMIN, "add user \"o'neill \"\"x\"\"\" to g");
      assertThat(server.stop().exitCode()).isEqualTo(143);
    }
    try (StandIn server = StandIn.enterprise(root, Map.of())) {
      assertThat(server.rows(basic("o'neill \"x\"", "p"), "select 1")).isEqualTo("[[1]]");
    }
  }

  @Test
  void aStoreHasOneOwner() throws IOException {
    String conf =
        "replication.role=primary\nreplication.object.store=fs::root=%s;atomic_write_dir=%s;\n"
            .formatted(dir.resolve("store"), dir.resolve("atomic"));
    Path owner = root("owner", conf);
    try (StandIn first = StandIn.enterprise(owner, Map.of())) {
      End stranger = refused(root("stranger", conf), Map.of());
      assertThat(stranger.exitCode()).isEqualTo(55);
      assertThat(stranger.errors()).startsWith("Reading").contains("ER007: data id mismatch");

      Path clone = root("clone", conf);
      Files.createDirectories(clone.resolve("db"));
      copyInto(clone, owner.resolve("db/.data_id"));
      End stale = refused(clone, Map.of());
      assertThat(stale.exitCode()).isEqualTo(55);
      assertThat(stale.errors()).contains("ER005: this primary is not in sync");

      Files.createFile(clone.resolve("_migrate_primary"));
      try (StandIn promoted = StandIn.enterprise(clone, Map.of())) {
        End ousted = first.awaitEnd();
        assertThat(ousted.exitCode()).isEqualTo(56);
        assertThat(ousted.errors()).contains("ER006: another instance is acting as the primary");
        assertThat(clone.resolve("_migrate_primary")).doesNotExist();
        assertThat(promoted.exec(ADMIN, "select 1").status()).isEqualTo(200);
      }
      assertThat(refused(owner, Map.of()).errors()).contains("ER005");
    }
  }

  private static String plainly(String host, int port, String request) throws IOException {
    try (Socket socket = new Socket(host, port)) {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
    }
  }

  private static String parameters(String... keys) {
    return "select property_path, value, value_source from (show parameters) where property_path in"
        + " ('%s') order by 1".formatted(String.join("', '", keys));
  }

  private Path root(String name, String conf) throws IOException {
    Path root = dir.resolve(name);
    Files.createDirectories(root.resolve("conf"));
    Files.writeString(root.resolve("conf/server.conf"), conf);
    return root;
  }

  private static void copyInto(Path root, Path file) throws IOException {
    Path target = root.resolve("db").resolve(file.getFileName());
    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
  }

  private static End refused(Path root, Map<String, String> env) {
    try (StandIn server = StandIn.launch(StandIn.ENTERPRISE, root, StandIn.newHost(), env)) {
      return server.awaitEnd();
    }
  }
}
