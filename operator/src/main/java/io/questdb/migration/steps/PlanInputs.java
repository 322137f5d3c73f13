package io.questdb.migration.steps;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.api.v1alpha1.ServiceAccountSpec;
import io.questdb.migration.checks.SecretChecks;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.OriginalConfig;
import io.questdb.migration.facts.Planned;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.SecretFacts;
import io.questdb.migration.facts.StartReport;
import io.questdb.migration.facts.VolumeReport;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Everything that a plan rests on; any change of it is a change of the plan. */
final class PlanInputs {
  /** Leaves out of the spec what says when to act, and not what to do. */
  @JsonIgnoreProperties({"suspend", "approval", "timeouts"})
  private interface Shaping {}

  /** Sorted, so that equal inputs are equal texts. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .addMixIn(QuestDBMigrationSpec.class, Shaping.class)
          .build();

  private PlanInputs() {}

  static Set<Probe<?>> probes(Run run) {
    Set<Probe<?>> probes = new HashSet<>();
    probes.add(Workloads.probe(run));
    secrets(run).forEach(name -> probes.add(new Probes.OneSecret(name)));
    config(run).ifPresent(probes::add);
    return probes;
  }

  /** The question about a {@code server.conf} that can be looked at without a pod. */
  static Optional<Probes.Config> config(Run run) {
    return Optional.of(Targets.pin(run).serverConf())
        .filter(ConfigSource::inObject)
        .map(Probes.Config::new);
  }

  /** The hash of {@code server.conf} as it is, or on the volume as it was rehearsed. */
  static String configHash(World world) {
    Run run = world.run();
    Optional<Probes.Config> config = config(run);
    return config.isPresent()
        ? world.see(config.get()).map(OriginalConfig::originalHash).orElse("missing")
        : run.ledger().require(VolumeReport.class).configHash();
  }

  /** 16 hexadecimal digits. */
  static String hash(World world) {
    Run run = world.run();
    StartReport rehearsed = run.ledger().require(StartReport.class);
    return digest(
        Map.of(
            "spec", run.spec(),
            "workload", Targets.pin(run),
            "template", Workloads.set(world).getSpec().getTemplate(),
            "config", configHash(world),
            "enterprise", rehearsed.version() + " " + rehearsed.imageId(),
            "secrets", versions(world)));
  }

  private static Map<String, String> versions(World world) {
    Map<String, String> versions = new HashMap<>();
    for (String name : secrets(world.run())) {
      versions.put(
          name,
          world
              .see(new Probes.OneSecret(name))
              .map(SecretFacts::resourceVersion)
              .orElse("missing"));
    }
    return versions;
  }

  /** Of the shaping part of the spec alone, which can be told without looking at anything. */
  static String specHash(QuestDBMigrationSpec spec) {
    return digest(spec);
  }

  /** Of what the pods of the set run; labels and annotations of its template start no server. */
  static String podHash(StatefulSet set) {
    return digest(set.getSpec().getTemplate().getSpec());
  }

  /** Whether the pods of the set run what those of the planned one do. */
  static boolean original(Run run, StatefulSet set) {
    String planned = run.ledger().require(Planned.class).podHash();
    return planned.isEmpty() || planned.equals(podHash(set));
  }

  /** The Secrets that the migration reads; those of tokens it writes. */
  private static Set<String> secrets(Run run) {
    Set<String> names = new TreeSet<>(SecretChecks.names(run.spec()));
    for (ServiceAccountSpec account : run.spec().getAccess().getServiceAccounts()) {
      if (account.getToken() != null) {
        names.remove(account.getToken().getSecretName());
      }
    }
    return names;
  }

  private static String digest(Object inputs) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(JSON.writeValueAsBytes(inputs));
      return HexFormat.of().formatHex(hash).substring(0, 16);
    } catch (NoSuchAlgorithmException | JsonProcessingException e) {
      throw new IllegalStateException("every JDK has SHA-256, and every input is JSON", e);
    }
  }
}
