package io.questdb.migration.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfTest {

  @Test
  void theMergeLooksLikeThis() {
    String original =
        """
        # Server
        shared.worker.count=2
        acl.enabled = \\
            false
        #http.tls.enabled=true
        """;

    String merged = merge(original, Map.of("acl.enabled", "true", "http.tls.enabled", "true"));

    assertThat(merged)
        .isEqualTo(
            """
            # Server
            shared.worker.count=2
            # [replaced by questdb-migration-operator] acl.enabled = \\
            # [replaced by questdb-migration-operator]     false
            #http.tls.enabled=true
            # >>> questdb-migration-operator
            acl.enabled=true
            http.tls.enabled=true
            # <<< questdb-migration-operator
            """);
  }

  @Test
  void anUnfinishedLastLineIsEndedAndThatIsTakenBackToo() {
    String merged = merge("a=b", Map.of("k", "v"));

    assertThat(merged).startsWith("a=b\n# >>>").contains("# line feeds added before this block: 1");
    assertThat(ServerConf.original(merged)).isEqualTo("a=b");
  }

  @Test
  void anAbsentFileBecomesJustTheBlock() {
    String merged = merge("", Map.of("k", "v"));

    assertThat(merged).isEqualTo(ServerConf.BEGIN + "\nk=v\n" + ServerConf.END + "\n");
    assertThat(ServerConf.original(merged)).isEmpty();
  }

  @Test
  void settingNothingGivesTheOriginalBack() {
    assertThat(merge(merge("a=b", Map.of("k", "v")), Map.of())).isEqualTo("a=b");
  }

  @Test
  void whatSomebodyWroteAfterTheBlockIsKeptAndTheBlockMovesToTheEnd() {
    String edited = merge("a=b", Map.of("k", "v")) + "later=1\n";

    assertThat(ServerConf.original(edited)).isEqualTo("a=b\nlater=1\n");
    assertThat(merge(edited, Map.of("k", "w")))
        .isEqualTo("a=b\nlater=1\n" + ServerConf.BEGIN + "\nk=w\n" + ServerConf.END + "\n");
  }

  @Test
  void theLastOfSeveralAssignmentsIsTheEffectiveOne() {
    ServerConf conf = ServerConf.parse("a=1\na:2\n a 3\nb=x");

    assertThat(conf.properties()).containsOnly(Map.entry("a", "3"), Map.entry("b", "x"));
    assertThat(conf.keys()).containsExactlyInAnyOrder("a", "b");
    assertThat(conf.isMerged()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"replication.object.store", "acl.admin.password", "acl.admin.password.file"})
  void aSecretIsRefusedWithoutShowingItsValue(String key) {
    assertThatThrownBy(() -> merge("", Map.of(key, "s3cret")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void aMalformedUnicodeEscapeIsRefusedAsTheServerDoes() {
    assertThatThrownBy(() -> ServerConf.parse("a=\\u12"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theTextIsNotShownInToString() {
    assertThat(ServerConf.parse("pg.password=s3cret")).hasToString("server.conf with 1 properties");
  }

  private static String merge(String text, Map<String, String> values) {
    return ServerConf.parse(text).with(new TreeMap<>(values)).text();
  }
}
