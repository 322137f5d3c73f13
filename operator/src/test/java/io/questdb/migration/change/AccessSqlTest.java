package io.questdb.migration.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.questdb.migration.ports.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessSqlTest {

  static Stream<String> anyText() {
    Random random = new Random(20_261_124);
    String awkward = "\"'`;-/*\\ $(){}\t\n%é名😀";
    Stream<String> printable =
        IntStream.range(0, 500)
            .mapToObj(
                i ->
                    random
                        .ints(1 + random.nextInt(20), 0, 95 + awkward.length())
                        .mapToObj(c -> c < 95 ? (char) (' ' + c) : awkward.charAt(c - 95))
                        .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                        .toString());
    return Stream.concat(
        Stream.of("'", "''", "\"", "\"\"", "x' OR 'y", "a\"; DROP USER b", "--", "/*", "\\'"),
        printable);
  }

  @ParameterizedTest
  @MethodSource("anyText")
  void anyNameAndPasswordArriveAsTheyAre(String text) {
    assertThat(tokens(AccessSql.createUser(text)))
        .containsExactly("CREATE", "USER", "IF", "NOT", "EXISTS", "\"" + text);
    assertThat(tokens(AccessSql.setPassword(text, text + "'")))
        .containsExactly("ALTER", "USER", "\"" + text, "WITH", "PASSWORD", "'" + text + "'");
    assertThat(tokens(AccessSql.addUser(text, "\"" + text)))
        .containsExactly("ADD", "USER", "\"" + text, "TO", "\"\"" + text);
    assertThat(tokens(AccessSql.grant(List.of("ADD COLUMN"), List.of(text, text), text)))
        .containsExactly(
            "GRANT", "ADD", "COLUMN", "ON", "\"" + text, ",", "\"" + text, "TO", "\"" + text);
  }

  @Test
  void statementsReadAsDocumented() {
    assertThat(AccessSql.createGroup("analysts").text())
        .isEqualTo("CREATE GROUP IF NOT EXISTS \"analysts\"");
    assertThat(AccessSql.createServiceAccount("ingest").text())
        .isEqualTo("CREATE SERVICE ACCOUNT IF NOT EXISTS \"ingest\"");
    assertThat(AccessSql.grant(List.of("HTTP", "CREATE TABLE"), List.of(), "ingest").text())
        .isEqualTo("GRANT HTTP, CREATE TABLE TO \"ingest\"");
    assertThat(AccessSql.grant(List.of("INSERT"), List.of("*"), "ingest").text())
        .isEqualTo("GRANT INSERT ON ALL TABLES TO \"ingest\"");
    assertThat(AccessSql.dropTokens("ingest").text())
        .isEqualTo("ALTER SERVICE ACCOUNT \"ingest\" DROP TOKEN TYPE REST");
    assertThat(AccessSql.createToken("ingest", "365d").text())
        .isEqualTo("ALTER SERVICE ACCOUNT \"ingest\" CREATE TOKEN TYPE REST WITH TTL '365d'");
  }

  @Test
  void aPasswordIsNeverShown() {
    Sql statement = AccessSql.setPassword("ana", "hush");

    assertThat(statement.toString()).isEqualTo("ALTER USER \"ana\" WITH PASSWORD '…'");
    assertThat(statement.hasLiterals()).isTrue();
    assertThat(AccessSql.createGroup("hush").hasLiterals()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "select", "SELECT;", "SELECT TO x", "SELECT  X", " SELECT", "A,B"})
  void aPermissionIsMadeOfUpperCaseWords(String permission) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AccessSql.grant(List.of(permission), List.of(), "ana"));
  }

  @Test
  void aGrantGrantsSomething() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AccessSql.grant(List.of(), List.of("*"), "ana"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "365", "d", "0d", "1y", "1d'", "-1d", "1 d"})
  void aTimeToLiveIsANumberWithAUnit(String timeToLive) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AccessSql.createToken("ingest", timeToLive));
  }

  /**
   * Words and commas as they are, names behind a double quote, literals behind a single one; a
   * doubled quote is one.
   */
  private static List<String> tokens(Sql sql) {
    String text = sql.text();
    List<String> tokens = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char first = text.charAt(at);
      int start = at++;
      if (first == '\'' || first == '"') {
        StringBuilder content = new StringBuilder().append(first);
        while (text.charAt(at) != first || text.startsWith("" + first + first, at)) {
          at += text.charAt(at) == first ? 1 : 0;
          content.append(text.charAt(at++));
        }
        at++;
        tokens.add(content.toString());
      } else if (Character.isLetter(first)) {
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
          at++;
        }
        tokens.add(text.substring(start, at));
      } else if (first != ' ') {
        tokens.add(String.valueOf(first));
      }
    }
    return tokens;
  }
}
