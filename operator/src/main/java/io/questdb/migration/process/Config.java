package io.questdb.migration.process;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The operator's settings.
 *
 * @param watchNamespaces empty for every namespace
 * @param namespace the operator's own
 * @param image of the pods that work beside a database
 * @param imagePullSecrets names of Secrets in the database's namespace
 * @param listenAddress of health and metrics; not resolved for a wildcard
 * @param lease empty when there is no leader election
 * @param logLevel for the log's configuration, which reads it itself
 * @param concurrentRuns migrations that are worked on at the same moment
 */
public record Config(
    Set<String> watchNamespaces,
    String namespace,
    String image,
    List<String> imagePullSecrets,
    InetSocketAddress listenAddress,
    Optional<Lease> lease,
    String logLevel,
    int concurrentRuns) {

  /**
   * The Lease that the leader holds.
   *
   * @param identity of this process among its replicas
   * @param duration after which a silent leader is replaced
   */
  public record Lease(String namespace, String name, String identity, Duration duration) {}

  /** Everything that is wrong with the settings, one line each. */
  public static final class InvalidException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    InvalidException(List<String> problems) {
      super("Invalid settings:\n  " + String.join("\n  ", problems));
      this.problems = List.copyOf(problems);
    }

    /** One sentence each, with the variable's name first. */
    public List<String> problems() {
      return problems;
    }
  }

  public Config {
    watchNamespaces = Set.copyOf(watchNamespaces);
    imagePullSecrets = List.copyOf(imagePullSecrets);
  }

  /**
   * Reads the settings; a blank variable is one that is not set.
   *
   * @throws InvalidException naming every bad value
   */
  public static Config parse(Map<String, String> environment) {
    return new ConfigParser(environment).parse();
  }

  /** What {@code --help} prints. */
  public static String help() {
    StringBuilder help =
        new StringBuilder(
            """
            Usage: questdb-migration-operator [--help | --version]

            Takes running QuestDB open-source databases to QuestDB Enterprise in place.
            Environment variables:

            """);
    for (Setting setting : Setting.values()) {
      String absent = setting.absent().isEmpty() ? "required" : "default: " + setting.absent();
      help.append("  %-28s %s (%s)%n".formatted(setting, setting.meaning(), absent));
    }
    return help.toString();
  }

  /** What {@code --version} prints: the version of the jar, or {@code development} without one. */
  public static String version() {
    return Optional.ofNullable(Config.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
