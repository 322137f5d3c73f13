package io.questdb.migration.lab.enterprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.questdb.migration.adapter.questdb.ListenerPorts;
import io.questdb.migration.adapter.questdb.WireDatabase;
import io.questdb.migration.change.AccessSql;
import io.questdb.migration.facts.AccessState;
import io.questdb.migration.facts.AccessState.Grant;
import io.questdb.migration.facts.Admission;
import io.questdb.migration.facts.Edition;
import io.questdb.migration.facts.Uploads;
import io.questdb.migration.lab.Certificates;
import io.questdb.migration.lab.Certificates.Pem;
import io.questdb.migration.ports.Database;
import io.questdb.migration.ports.Database.Listener;
import io.questdb.migration.ports.DatabaseContract;
import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.Endpoint.Trust;
import io.questdb.migration.ports.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's database adapter against the stand-in, which wants a login. */
class EnterpriseDatabaseTest extends DatabaseContract {
  private static final Login.Basic ADMIN = new Login.Basic("root", "it's \"hard\"");
  private static final Map<String, String> ENV =
      Map.of("QDB_ACL_ADMIN_USER", ADMIN.user(), "QDB_ACL_ADMIN_PASSWORD", ADMIN.password());

  @TempDir static Path directory;

  private record Running(StandIn standIn, Database database) implements Server {
    @Override
    public Endpoint endpoint() {
      return new Endpoint(standIn.host, Optional.empty(), Optional.of(ADMIN));
    }

    @Override
    public Edition edition() {
      return Edition.EE;
    }

    @Override
    public void close() {
      standIn.close();
    }
  }

  @Override
  protected Server start() throws IOException {
    return new Running(StandIn.enterprise(root(), ENV), database());
  }

  private static Path root() throws IOException {
    Path root = Files.createTempDirectory(directory, "root");
    Path conf = Files.createDirectories(root.resolve("conf"));
    Files.writeString(conf.resolve("server.conf"), "dev.mode.enabled=true\n");
    return root;
  }

  private static Database database() {
    return new WireDatabase(Duration.ofSeconds(2), Duration.ofSeconds(20), ListenerPorts.DEFAULT);
  }

  @Test
  void declaredPrincipalsAreMadeAndReadBack() {
    Database database = server().database();
    Endpoint endpoint = server().endpoint();
    Endpoint anonymous = new Endpoint(endpoint.host(), Optional.empty(), Optional.empty());
    Login.Basic ana = new Login.Basic("ana o'hara", "pa'ss");
    for (int repeated = 0; repeated < 2; repeated++) {
      Stream.of(
              AccessSql.createGroup("analysts"),
              AccessSql.grant(List.of("HTTP", "PGWIRE"), List.of(), "analysts"),
              AccessSql.grant(List.of("SELECT"), List.of("*"), "analysts"),
              AccessSql.createUser(ana.user()),
              AccessSql.setPassword(ana.user(), ana.password()),
              AccessSql.addUser(ana.user(), "analysts"),
              AccessSql.createUser("bob"),
              AccessSql.setPassword("bob", "first"),
              AccessSql.setPassword("bob", "second"),
              AccessSql.createServiceAccount("ingest"),
              AccessSql.grant(List.of("HTTP", "CREATE TABLE"), List.of(), "ingest"),
              AccessSql.grant(List.of("INSERT", "ADD COLUMN"), List.of("my trades"), "ingest"))
          .forEach(statement -> database.execute(endpoint, statement));
    }

    AccessState access = database.access(endpoint);

    assertThat(access.users()).contains("ana o'hara", "bob");
    assertThat(access.groups()).contains("analysts");
    assertThat(access.serviceAccounts()).contains("ingest");
    assertThat(access.memberships())
        .containsEntry("ana o'hara", Set.of("analysts"))
        .containsEntry("bob", Set.of());
    assertThat(access.grants().get("analysts"))
        .containsExactlyInAnyOrder(
            new Grant("HTTP", ""), new Grant("PGWIRE", ""), new Grant("SELECT", ""));
    assertThat(access.grants().get("ingest"))
        .contains(new Grant("CREATE TABLE", ""), new Grant("INSERT", "my trades"));
    assertThat(database.admission(anonymous)).isEqualTo(Admission.UNAUTHENTICATED);
    assertThat(database.admission(as(ana))).isEqualTo(Admission.ADMITTED);
    assertThat(database.admission(as(new Login.Basic("bob", "first"))))
        .isEqualTo(Admission.UNAUTHENTICATED);
    assertThat(database.admission(as(new Login.Basic("bob", "second"))))
        .isEqualTo(Admission.DENIED);
  }

  @Test
  void aTokenLogsInUntilItIsDropped() {
    Database database = server().database();
    database.execute(server().endpoint(), AccessSql.createServiceAccount("feed"));
    database.execute(server().endpoint(), AccessSql.grant(List.of("HTTP"), List.of(), "feed"));

    Login token = new Login.Token(database.createToken(server().endpoint(), "feed", "365d"));
    assertThat(database.admission(as(token))).isEqualTo(Admission.ADMITTED);

    database.execute(server().endpoint(), AccessSql.dropTokens("feed"));
    assertThat(database.admission(as(token))).isEqualTo(Admission.UNAUTHENTICATED);
  }

  @Test
  void aPrimaryIsProvenOnEachListenerAndUploadsWhatIsThere() throws IOException {
    String host = StandIn.newHost();
    Pem pem =
        Certificates.selfSigned(
            directory.resolve("tls"), "questdb", List.of(host), Duration.ofDays(1));
    Map<String, String> env = new HashMap<>(ENV);
    env.put("QDB_TLS_ENABLED", "true");
    env.put("QDB_TLS_CERT_PATH", pem.cert().toString());
    env.put("QDB_TLS_PRIVATE_KEY_PATH", pem.key().toString());
    env.put("QDB_REPLICATION_ROLE", "primary");
    env.put("QDB_REPLICATION_OBJECT_STORE", "fs::root=" + directory.resolve("store") + ";");
    env.put("QDB_CAIRO_SNAPSHOT_INSTANCE_ID", "trades-primary");
    env.put("QDB_METRICS_ENABLED", "true");
    Trust trust = new Trust(Files.readString(pem.cert()), "questdb");
    Endpoint endpoint = new Endpoint(host, Optional.of(trust), Optional.of(ADMIN));
    Database database = database();
    try (StandIn standIn = StandIn.enterpriseOverTls(root(), host, env, pem)) {
      assertThat(database.identity(endpoint).edition()).isEqualTo(Edition.EE);
      for (Listener listener : Listener.values()) {
        assertThat(database.handshake(endpoint, listener)).isEqualTo("CN=questdb");
      }
      await().until(() -> new Uploads(List.of(), database.pendingUploads(endpoint)).left() == 0);
    }
  }

  private Endpoint as(Login login) {
    return new Endpoint(server().endpoint().host(), Optional.empty(), Optional.of(login));
  }
}
