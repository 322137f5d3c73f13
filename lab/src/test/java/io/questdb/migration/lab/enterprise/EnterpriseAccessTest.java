package io.questdb.migration.lab.enterprise;

import static io.questdb.migration.lab.enterprise.StandIn.basic;
import static io.questdb.migration.lab.enterprise.StandIn.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.questdb.migration.lab.enterprise.StandIn.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access control as clients see it, on one server. */
class EnterpriseAccessTest {
  /** Every printable ASCII character; the space is in the middle, since files are trimmed. */
  private static final String PASSWORD =
      IntStream.rangeClosed(33, 126).mapToObj(Character::toString).collect(Collectors.joining())
          + " äß€";

  private static final String ADMIN = basic("root", PASSWORD);
  private static final Pattern TOKEN = Pattern.compile("qt1[0-9A-Za-z]{40,}");

  @TempDir static Path root;
  private static StandIn server;

  @BeforeAll
  static void start() throws IOException {
    Path password = Files.writeString(root.resolve("admin-password"), PASSWORD + "\n");
    server =
        StandIn.enterprise(
            root,
            Map.of(
                "QDB_ACL_ADMIN_USER", "root",
                "QDB_ACL_ADMIN_PASSWORD_FILE", "/run/secrets/admin-password",
                "LAB_MOUNTS", "/run/secrets=" + password.getParent()));
    server.run(ADMIN, "create table orders (ts timestamp, x long) timestamp(ts) partition by day");
    server.run(ADMIN, "create table other (ts timestamp, x long) timestamp(ts) partition by day");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void itIsKnownAsEnterpriseWithoutALogin() {
    assertThat(server.get(9000, "/settings", "").body())
        .contains("\"release.type\":\"EE\"", "\"release.version\":\"3.2.4\"")
        .containsOnlyOnce("\"acl.enabled\":true");
    assertThat(server.rows(ADMIN, "select build()")).contains("QuestDB Enterprise 3.2.4");
    assertThat(server.get(9000, "/ping", "").status()).isEqualTo(204);
  }

  @Test
  void nobodyEntersWithoutAGoodLogin() {
    Answer unauthorized = new Answer(401, "Unauthorized\r\n");
    assertThat(server.exec("", "select 1")).isEqualTo(unauthorized);
    assertThat(server.exec(basic("admin", "quest"), "select 1")).isEqualTo(unauthorized);
    assertThat(server.exec(basic("root", "quest"), "select 1")).isEqualTo(unauthorized);
    assertThat(server.exec(bearer("qt1nonsense"), "select 1")).isEqualTo(unauthorized);
    assertThat(server.exec("Basic %%%", "select 1")).isEqualTo(unauthorized);
    assertThat(server.write("", "orders x=1i").status()).isEqualTo(401);
    assertThat(server.get(9003, "/status", "").status()).isEqualTo(401);
    assertThat(server.get(9003, "/status", ADMIN).status()).isEqualTo(200);
    assertThatThrownBy(() -> PostgresClient.plain(server.host, "admin", "quest"))
        .isInstanceOf(PostgresClient.Refused.class)
        .hasMessageContaining("invalid username/password");
  }

  @Test
  void aPasswordOfEveryPrintableCharacterWorksOnEachEndpoint() throws IOException {
    String quoted = "'" + PASSWORD.replace("'", "''") + "'";
    server.run(ADMIN, "create user printable with password " + quoted);
    server.run(ADMIN, "grant http, pgwire to printable");
    assertThat(server.rows(basic("printable", PASSWORD), "select 1")).isEqualTo("[[1]]");
    try (PostgresClient user = PostgresClient.plain(server.host, "printable", PASSWORD);
        PostgresClient admin = PostgresClient.plain(server.host, "root", PASSWORD)) {
      assertThat(user.simple("select 1")).containsExactly("1");
      assertThat(admin.extended("select 1")).containsExactly("1");
    }
  }

  @Test
  void anEndpointMustBeGranted() {
    server.run(ADMIN, "create user web with password 'w'");
    assertThat(server.exec(basic("web", "w"), "select 1").status()).isEqualTo(403);
    server.run(ADMIN, "grant pgwire to web");
    assertThat(server.exec(basic("web", "w"), "select 1").status()).isEqualTo(403);
    server.run(ADMIN, "grant http to web");
    assertThat(server.exec(basic("web", "w"), "select 1").status()).isEqualTo(200);
    server.run(ADMIN, "revoke pgwire from web");
    assertThatThrownBy(() -> PostgresClient.plain(server.host, "web", "w"))
        .hasMessageContaining("Access denied for web [PGWIRE]");
  }

  @Test
  void tablesAreGrantedToGroupsToo() {
    String reader = basic("reader", "r");
    server.run(ADMIN, "create user reader with password 'r'");
    server.run(ADMIN, "create group readers");
    server.run(ADMIN, "grant http to readers");
    server.run(ADMIN, "grant select on orders to readers");
    assertThat(server.exec(reader, "select count() from orders").status()).isEqualTo(403);

    server.run(ADMIN, "add user reader to readers");
    assertThat(server.rows(reader, "select count() from orders where x < 0")).isEqualTo("[[0]]");
    assertThat(server.exec(reader, "select count() from other").status()).isEqualTo(403);
    Answer insert = server.exec(reader, "insert into orders values (now(), 1)");
    assertThat(insert.status()).isEqualTo(403);
    assertThat(insert.body()).contains("Access denied for reader [INSERT on orders]");
    assertThat(server.exec(reader, "create table mine (x long)").body())
        .contains("Access denied for reader [CREATE TABLE]");
    assertThat(server.exec(reader, "create user more").status()).isEqualTo(403);
    assertThat(server.exec(reader, "grant select on orders to reader").status()).isEqualTo(403);
    assertThat(server.rows(ADMIN, "show groups reader")).isEqualTo("[[\"readers\"]]");

    server.run(ADMIN, "remove user reader from readers");
    assertThat(server.exec(reader, "select count() from orders").status()).isEqualTo(403);
  }

  @Test
  void aServiceAccountWritesWithItsTokenUntilItIsDropped() {
    server.run(ADMIN, "create service account ingest owned by root");
    server.run(ADMIN, "grant http to ingest");
    server.run(ADMIN, "grant insert on orders to ingest");
    String row =
        server.rows(ADMIN, "alter service account ingest create token type rest with ttl '30d'");
    Matcher token = TOKEN.matcher(row);
    assertThat(token.find()).isTrue();
    String login = bearer(token.group());

    assertThat(row).contains("\"ingest\"").contains("false");
    assertThat(server.write(login, "orders x=1i").status()).isEqualTo(204);
    assertThat(server.write(login, "other x=1i").status()).isEqualTo(403);
    assertThat(server.write(login, "fresh x=1i").status()).isEqualTo(403);
    assertThat(server.exec(login, "select * from orders").status()).isEqualTo(403);
    assertThat(server.rows(ADMIN, "show service account ingest"))
        .isEqualTo("[[\"Password\",false],[\"JWK Token\",false],[\"REST Token\",true]]");

    String drop = "alter service account ingest drop token type rest '" + token.group() + "'";
    server.run(ADMIN, drop);
    assertThat(server.write(login, "orders x=1i").status()).isEqualTo(401);
  }

  @Test
  void grantsAreShownAsDocumented() {
    server.run(ADMIN, "create user shown");
    server.run(ADMIN, "grant http, create table to shown with grant option");
    server.run(ADMIN, "grant select, insert on all tables to shown");
    server.run(ADMIN, "grant update on orders(x), other to shown with verification");
    assertThat(server.rows(ADMIN, "show permissions shown"))
        .isEqualTo(
            "[[\"HTTP\",\"\",\"\",true,\"G\"],[\"CREATE TABLE\",\"\",\"\",true,\"G\"],"
                + "[\"SELECT\",\"\",\"\",false,\"G\"],[\"INSERT\",\"\",\"\",false,\"G\"],"
                + "[\"UPDATE\",\"orders\",\"x\",false,\"G\"],[\"UPDATE\",\"other\",\"\",false,\"G\"]]");
    server.run(ADMIN, "revoke select, insert on all tables from shown");
    server.run(ADMIN, "revoke http, create table from shown");
    server.run(ADMIN, "revoke update on orders from shown");
    assertThat(server.rows(ADMIN, "show permissions shown"))
        .isEqualTo("[[\"UPDATE\",\"other\",\"\",false,\"G\"]]");
  }

  @Test
  void takingOneTableFromAllTablesLeavesTheOthers() {
    server.run(ADMIN, "create user most with password 'm'");
    server.run(ADMIN, "grant http to most");
    server.run(ADMIN, "grant select on all tables to most");
    server.run(ADMIN, "revoke select on orders from most");
    assertThat(server.exec(basic("most", "m"), "select x from orders").status()).isEqualTo(403);
    assertThat(server.exec(basic("most", "m"), "select x from other").status()).isEqualTo(200);
  }

  @Test
  void namesAndLiteralsMayHoldAnyCharacter() {
    String name = "my \"user\" it's; -- ä";
    String quoted = "\"" + name.replace("\"", "\"\"") + "\"";
    server.run(ADMIN, "create user " + quoted + " with password 'it''s \"; -- /* '");
    server.run(ADMIN, "grant http to " + quoted);
    assertThat(server.rows(basic(name, "it's \"; -- /* "), "select 1")).isEqualTo("[[1]]");
    assertThat(server.rows(ADMIN, "show users")).contains("my \\\"user\\\" it's; -- ä");
    server.run(ADMIN, "drop user " + quoted + ";");
    assertThat(server.exec(basic(name, "it's \"; -- /* "), "select 1").status()).isEqualTo(401);
  }

  @Test
  void existenceIsChecked() {
    server.run(ADMIN, "create user twice with password 'one'");
    assertThat(server.exec(ADMIN, "create user twice").body()).contains("name already in use");
    assertThat(server.exec(ADMIN, "create group twice").body()).contains("name already in use");
    server.run(ADMIN, "create user if not exists twice with password 'two'");
    server.run(ADMIN, "grant http to twice");
    assertThat(server.exec(basic("twice", "one"), "select 1").status()).isEqualTo(200);
    server.run(ADMIN, "drop user if exists nobody");
    assertThat(server.exec(ADMIN, "drop user nobody").status()).isEqualTo(400);
    assertThat(server.exec(ADMIN, "alter user nobody with password 'x'").status()).isEqualTo(400);
    assertThat(server.exec(ADMIN, "add user twice to nogroup").status()).isEqualTo(400);
    assertThat(server.exec(ADMIN, "create user root").status()).isEqualTo(400);
  }

  @Test
  void aUserGetsAnotherPasswordAndLosesTheFormerOne() {
    server.run(ADMIN, "create user if not exists changed");
    server.run(ADMIN, "grant http to changed");
    assertThat(server.exec(basic("changed", ""), "select 1").status()).isEqualTo(401);
    for (String password : List.of("one", "two", "two")) {
      server.run(ADMIN, "alter user changed with password '" + password + "'");
      assertThat(server.exec(basic("changed", password), "select 1").status()).isEqualTo(200);
    }
    assertThat(server.exec(basic("changed", "one"), "select 1").status()).isEqualTo(401);
  }

  @Test
  void aDisabledUserIsKeptOut() {
    server.run(ADMIN, "create user sleeper with password 's'");
    server.run(ADMIN, "grant http to sleeper");
    server.run(ADMIN, "alter user sleeper disable");
    assertThat(server.exec(basic("sleeper", "s"), "select 1").status()).isEqualTo(403);
    server.run(ADMIN, "alter user sleeper enable");
    server.run(ADMIN, "alter user sleeper with no password");
    assertThat(server.exec(basic("sleeper", "s"), "select 1").status()).isEqualTo(401);
  }

  @Test
  void bothPostgresProtocolsRunAccessStatements() throws IOException {
    try (PostgresClient client = PostgresClient.plain(server.host, "root", PASSWORD)) {
      client.simple("create user simple");
      client.extended("create user extended");
      client.extended("grant http to simple");
      assertThat(client.extended("show permissions simple")).containsExactly("HTTP|||f|G");
      assertThat(client.simple("show user extended"))
          .containsExactly("Password|f", "JWK Token|f", "REST Token|f");
      assertThatThrownBy(() -> client.simple("create user simple"))
          .hasMessageContaining("name already in use");
      assertThat(client.extended("alter user simple create token type rest with ttl '1m'"))
          .singleElement()
          .asString()
          .containsPattern(TOKEN);
    }
  }

  @Test
  void aPasswordIsNotKeptInTheOpen() throws IOException {
    server.run(ADMIN, "create user hashed with password 'plain-to-see'");
    assertThat(Files.readString(root.resolve("db/.enterprise_access")))
        .contains("hashed")
        .doesNotContain("plain-to-see");
    assertThat(
            server.rows(
                ADMIN,
                "select value, value_source from (show parameters) where"
                    + " property_path = 'acl.admin.password'"))
        .isEqualTo("[[\"****\",\"file\"]]");
  }
}
