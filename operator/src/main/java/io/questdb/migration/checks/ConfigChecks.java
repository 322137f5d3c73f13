package io.questdb.migration.checks;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.SecretEnvSource;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.change.OwnedKeys;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.OriginalConfig;
import io.questdb.migration.facts.Parameter;
import io.questdb.migration.facts.SecretFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether what the operator writes to {@code server.conf} will be in effect: the environment of the
 * container beats the file.
 */
public final class ConfigChecks {
  private static final String CAIRO_ROOT = "cairo.root";

  private static final Map<String, String> OWNED = ownedVariables();

  private final Findings findings = new Findings("Config");
  private final Map<String, String> variables = new HashMap<>(OWNED);

  private ConfigChecks(QuestDBMigrationSpec spec) {
    spec.getServerConf().keySet().forEach(key -> variables.put(OwnedKeys.envName(key), key));
  }

  /**
   * What was seen of the configuration.
   *
   * @param source where the file is; empty when it cannot be told
   * @param original empty when the object or key of the source is missing, and for a file on the
   *     volume, which a pod beside it merges
   * @param parameters effective parameters of the running server; those of {@link #parameters}
   * @param secrets the Secrets of {@link #environmentSecrets}; one that is not in the map does not
   *     exist
   */
  public record Seen(
      Optional<ConfigSource> source,
      Optional<OriginalConfig> original,
      Map<String, Parameter> parameters,
      Map<String, SecretFacts> secrets) {
    public Seen {
      parameters = Map.copyOf(parameters);
      secrets = Map.copyOf(secrets);
    }
  }

  /** The Secrets whose keys are variables of the container. */
  public static Set<String> environmentSecrets(Container container) {
    Set<String> names = new TreeSet<>();
    container.getEnvFrom().stream()
        .map(EnvFromSource::getSecretRef)
        .filter(secret -> secret != null)
        .forEach(secret -> names.add(secret.getName()));
    return names;
  }

  /** The parameters of the running server that are looked at. */
  public static Set<String> parameters() {
    return Set.of(CAIRO_ROOT);
  }

  private static Map<String, String> ownedVariables() {
    Map<String, String> variables = new HashMap<>();
    OwnedKeys.all()
        .forEach(key -> OwnedKeys.envNames(key).forEach(name -> variables.put(name, key.key())));
    return Map.copyOf(variables);
  }

  /** Checks the configuration of the database's container. */
  public static List<Finding> findings(
      QuestDBMigrationSpec spec, WorkloadReading workload, Seen seen) {
    ConfigChecks checks = new ConfigChecks(spec);
    checks.declared(spec);
    workload.container().ifPresent(container -> checks.environment(container, seen.secrets()));
    if (workload.container().isPresent() && workload.mount().isPresent()) {
      checks.location(workload, seen);
    }
    checks.root(Optional.ofNullable(seen.parameters().get(CAIRO_ROOT)));
    return checks.findings.list();
  }

  private void declared(QuestDBMigrationSpec spec) {
    new TreeMap<>(spec.getServerConf())
        .keySet().stream()
            .filter(key -> OwnedKeys.find(key).isPresent())
            .forEach(
                key ->
                    owned(
                        "spec.serverConf sets " + key + ", which the operator sets",
                        "Remove it there and write spec.access, spec.tls or spec.replication."));
  }

  private void environment(Container container, Map<String, SecretFacts> secrets) {
    for (EnvVar variable : container.getEnv()) {
      variable(variable.getName(), "env of container " + container.getName());
    }
    for (EnvFromSource source : container.getEnvFrom()) {
      String prefix = Optional.ofNullable(source.getPrefix()).orElse("");
      SecretEnvSource secret = source.getSecretRef();
      if (secret != null) {
        Optional.ofNullable(secrets.get(secret.getName())).map(SecretFacts::keys).stream()
            .flatMap(keys -> keys.stream().sorted())
            .forEach(key -> variable(prefix + key, "Secret " + secret.getName() + " (envFrom)"));
      } else if (source.getConfigMapRef() != null) {
        String name = source.getConfigMapRef().getName();
        findings.notChecked(
            "ConfigMap " + name + " is the environment of container " + container.getName(),
            "Make sure that it sets none of the properties that the operator sets, such as QDB_ACL_"
                + "ENABLED or QDB_HTTP_TLS_ENABLED.");
      }
    }
  }

  private void variable(String name, String where) {
    String key = variables.get(name);
    if (key != null) {
      owned(
          name + " in " + where + " would override " + key + ", which this migration sets",
          "Remove " + name + " there and let the database restart before the migration.");
    }
  }

  private void location(WorkloadReading workload, Seen seen) {
    String path = ConfigSource.path(workload.dataPath());
    if (seen.source().isEmpty()) {
      findings.block(
          Reason.CONFIG_NOT_FOUND,
          "Something is mounted over " + path + " in which the file cannot be found",
          "Mount server.conf from a key of a ConfigMap or Secret, or leave it on the data volume.");
      return;
    }
    ConfigSource source = seen.source().get();
    if (source.inObject() && seen.original().isEmpty()) {
      String kind = source.kind() == ConfigSource.Kind.SECRET ? "Secret " : "ConfigMap ";
      findings.block(
          Reason.CONFIG_NOT_FOUND,
          kind
              + source.name()
              + " with key "
              + source.key()
              + ", mounted at "
              + path
              + ", is missing",
          "Create it again: the pod could not restart without it.");
    }
  }

  /** With an absolute root, checkpoint and trigger files lie beside it and not in the mount. */
  private void root(Optional<Parameter> parameter) {
    boolean elsewhere =
        parameter
            .filter(found -> !found.source().equals("default"))
            .filter(found -> !found.value().equals("db"))
            .isPresent();
    if (elsewhere) {
      findings.block(
          Reason.VOLUME_UNSUPPORTED,
          CAIRO_ROOT + " of the server is set by " + parameter.get().source() + ", not to db",
          "Keep the tables in the directory db of the install root and remove " + CAIRO_ROOT + ".");
    }
  }

  private void owned(String message, String remedy) {
    findings.block(Reason.PROPERTY_OWNED, message, remedy);
  }
}
