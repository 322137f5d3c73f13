package io.questdb.migration.lab.enterprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.questdb.griffin.SqlException;
import io.questdb.migration.lab.enterprise.AccessStatement.ChangeAssume;
import io.questdb.migration.lab.enterprise.AccessStatement.ChangeMembership;
import io.questdb.migration.lab.enterprise.AccessStatement.CreatePrincipal;
import io.questdb.migration.lab.enterprise.AccessStatement.CreateRestToken;
import io.questdb.migration.lab.enterprise.AccessStatement.DropRestToken;
import io.questdb.migration.lab.enterprise.AccessStatement.GrantPermissions;
import io.questdb.migration.lab.enterprise.AccessStatement.Kind;
import io.questdb.migration.lab.enterprise.AccessStatement.RevokePermissions;
import io.questdb.migration.lab.enterprise.AccessStatement.Secret;
import io.questdb.migration.lab.enterprise.AccessStatement.SetPassword;
import io.questdb.migration.lab.enterprise.AccessStatement.ShowPermissions;
import io.questdb.migration.lab.enterprise.AccessStatement.ShowPrincipals;
import io.questdb.migration.lab.enterprise.AccessStatement.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessSqlTest {
  private static final Optional<String> NOBODY = Optional.empty();

  static Stream<Arguments> statements() {
    return Stream.of(
        Arguments.of(
            "CREATE USER IF NOT EXISTS \"my \"\"user\"\"\" WITH PASSWORD 'it''s ;-- ' ;",
            new CreatePrincipal(
                Kind.USER, "my \"user\"", true, Optional.of(new Secret("it's ;-- ")), NOBODY)),
        Arguments.of(
            "create /* why */ service account a owned by b -- end",
            new CreatePrincipal(
                Kind.SERVICE_ACCOUNT, "a", false, Optional.empty(), Optional.of("b"))),
        Arguments.of(
            "CREATE USER IF NOT EXISTS \"a\"",
            new CreatePrincipal(Kind.USER, "a", true, Optional.empty(), NOBODY)),
        Arguments.of(
            "ALTER USER \"a\" WITH PASSWORD 'it''s'",
            new SetPassword(Kind.USER, "a", Optional.of(new Secret("it's")))),
        Arguments.of(
            "alter user a with no password", new SetPassword(Kind.USER, "a", Optional.empty())),
        Arguments.of(
            "ALTER SERVICE ACCOUNT a CREATE TOKEN TYPE REST WITH TTL '365d' REFRESH",
            new CreateRestToken(Kind.SERVICE_ACCOUNT, "a", Duration.ofDays(365), true)),
        Arguments.of(
            "alter user a drop token type rest 'qt1x'",
            new DropRestToken(Kind.USER, "a", Optional.of(new Secret("qt1x")))),
        Arguments.of(
            "alter user a drop token type rest",
            new DropRestToken(Kind.USER, "a", Optional.empty())),
        Arguments.of("ADD USER a TO g, h", new ChangeMembership("a", List.of("g", "h"), true)),
        Arguments.of("remove user a from g", new ChangeMembership("a", List.of("g"), false)),
        Arguments.of(
            "grant select, insert on t(a, b), \"my t\" to x with grant option",
            new GrantPermissions(
                List.of("SELECT", "INSERT"),
                List.of(new Target("t", "a"), new Target("t", "b"), new Target("my t", "")),
                "x",
                true)),
        Arguments.of(
            "GRANT CREATE TABLE, HTTP TO x WITH VERIFICATION",
            new GrantPermissions(
                List.of("CREATE TABLE", "HTTP"), List.of(Target.EVERYTHING), "x", false)),
        Arguments.of(
            "revoke resume wal on all tables from x",
            new RevokePermissions(List.of("RESUME WAL"), List.of(Target.EVERYTHING), "x")),
        Arguments.of("grant assume service account s to u", new ChangeAssume("s", "u", true)),
        Arguments.of("show groups u", new ShowPrincipals(Kind.GROUP, Optional.of("u"))),
        Arguments.of("show permissions;", new ShowPermissions(NOBODY)));
  }

  @ParameterizedTest
  @MethodSource("statements")
  void statementsAboutAccessAreUnderstood(String sql, AccessStatement expected)
      throws SqlException {
    assertThat(AccessSql.parse(sql)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "select 'grant all to me'",
        "create table \"user\" (x long)",
        "alter table t add column x long",
        "drop table t",
        "show parameters",
        "show tables",
        "-- grant all to me\nselect 1"
      })
  void everythingElseIsLeftToTheEngine(String sql) throws SqlException {
    assertThat(AccessSql.parse(sql)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create user",
        "create user ''",
        "create user a with password ''",
        "create user a with password 'open",
        "create user a with password 'x' y",
        "create group g with password 'x'",
        "alter user a create token type rest",
        "alter user a create token type rest with ttl '30s'",
        "alter user a create token type rest with ttl '11y'",
        "alter user a create token type rest with ttl '3651d'",
        "grant nothing to a",
        "grant select on to a",
        "grant select",
        "show service"
      })
  void whatIsNotWellFormedIsRefused(String sql) {
    assertThatThrownBy(() -> AccessSql.parse(sql)).isInstanceOf(SqlException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"create user a with password 'hidden'", "alter user a with password hidden"})
  void aParsedStatementDoesNotShowItsSecret(String sql) throws SqlException {
    assertThat(AccessSql.parse(sql).orElseThrow().toString())
        .contains("****")
        .doesNotContain("hidden");
  }
}
