package io.questdb.migration.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigTest {
  private static final Map<String, String> LEAST =
      Map.of("POD_NAMESPACE", "operators", "POD_NAME", "operator-0", "OPERATOR_IMAGE", "op:1");

  @Test
  void threeVariablesAreEnough() {
    Config config = Config.parse(LEAST);

    assertThat(config.watchNamespaces()).containsExactly("operators");
    assertThat(config.image()).isEqualTo("op:1");
    assertThat(config.imagePullSecrets()).isEmpty();
    assertThat(config.listenAddress()).isEqualTo(new InetSocketAddress(8080));
    assertThat(config.logLevel()).isEqualTo("INFO");
    assertThat(config.concurrentRuns()).isEqualTo(10);
    assertThat(config.lease())
        .contains(
            new Config.Lease(
                "operators", "questdb-migration-operator", "operator-0", Duration.ofSeconds(15)));
  }

  @Test
  void everyVariableCounts() {
    Config config =
        Config.parse(
            with(
                Map.of(
                    "WATCH_NAMESPACES", "trading, research",
                    "OPERATOR_IMAGE_PULL_SECRETS", "registry,mirror",
                    "LISTEN_ADDRESS", "127.0.0.1:9090",
                    "LEASE_NAME", "team-a",
                    "LEASE_NAMESPACE", "leases",
                    "LEASE_DURATION", "3s",
                    "LOG_LEVEL", "DEBUG",
                    "CONCURRENT_RUNS", "1")));

    assertThat(config.watchNamespaces()).containsExactlyInAnyOrder("trading", "research");
    assertThat(config.imagePullSecrets()).containsExactly("registry", "mirror");
    assertThat(config.listenAddress())
        .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9090));
    assertThat(config.lease())
        .contains(new Config.Lease("leases", "team-a", "operator-0", Duration.ofSeconds(3)));
    assertThat(config.logLevel()).isEqualTo("DEBUG");
    assertThat(config.concurrentRuns()).isEqualTo(1);
  }

  @Test
  void aStarIsEveryNamespace() {
    assertThat(Config.parse(with(Map.of("WATCH_NAMESPACES", "*"))).watchNamespaces()).isEmpty();
  }

  @Test
  void aBlankVariableIsNotSet() {
    Config config = Config.parse(with(Map.of("WATCH_NAMESPACES", "", "LISTEN_ADDRESS", " ")));

    assertThat(config).isEqualTo(Config.parse(LEAST));
  }

  @Test
  void withoutElectionNobodyNeedsAName() {
    Map<String, String> environment = with(Map.of("LEADER_ELECTION", "false"));
    environment.remove("POD_NAME");

    assertThat(Config.parse(environment).lease()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "WATCH_NAMESPACES, 'trading,*'",
    "WATCH_NAMESPACES, 'trading,'",
    "WATCH_NAMESPACES, Trading",
    "POD_NAMESPACE, a.b",
    "OPERATOR_IMAGE, a b",
    "OPERATOR_IMAGE_PULL_SECRETS, a_b",
    "LISTEN_ADDRESS, http",
    "LISTEN_ADDRESS, 65536",
    "LISTEN_ADDRESS, 999999",
    "LISTEN_ADDRESS, tcp://10.0.0.1",
    "LEADER_ELECTION, yes",
    "LEASE_NAME, A",
    "LEASE_NAMESPACE, -a",
    "LEASE_DURATION, 15",
    "LEASE_DURATION, 2s",
    "LEASE_DURATION, 301s",
    "LOG_LEVEL, info",
    "CONCURRENT_RUNS, 0",
    "CONCURRENT_RUNS, 101",
    "CONCURRENT_RUNS, many",
  })
  void aBadValueIsNamedWithItsVariable(String variable, String value) {
    Config.InvalidException refused = refusal(with(Map.of(variable, value)));

    assertThat(refused.problems()).singleElement().asString().startsWith(variable + ": '");
  }

  @Test
  void everythingWrongIsSaidAtOnce() {
    Config.InvalidException refused =
        refusal(Map.of("LOG_LEVEL", "loud", "CONCURRENT_RUNS", "-1", "LEASE_DURATION", "long"));

    assertThat(refused.problems())
        .extracting(problem -> problem.replaceFirst("[ :].*", ""))
        .containsExactlyInAnyOrder(
            "POD_NAMESPACE",
            "POD_NAME",
            "OPERATOR_IMAGE",
            "LOG_LEVEL",
            "CONCURRENT_RUNS",
            "LEASE_DURATION");
    assertThat(refused).hasMessageContaining("'loud'").hasMessageContaining("'-1'");
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void theHelpNamesEveryVariable(Setting setting) {
    assertThat(Config.help()).contains("  " + setting + " ").contains(setting.meaning());
  }

  private static Map<String, String> with(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(LEAST);
    environment.putAll(more);
    return environment;
  }

  private static Config.InvalidException refusal(Map<String, String> environment) {
    return catchThrowableOfType(Config.InvalidException.class, () -> Config.parse(environment));
  }
}
