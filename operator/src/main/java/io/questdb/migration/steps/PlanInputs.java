package io.questdb.migration.steps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.api.v1alpha1.ServiceAccountSpec;
import io.questdb.migration.checks.SecretChecks;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.MergedConfig;
import io.questdb.migration.facts.Planned;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.SecretFacts;
import io.questdb.migration.facts.StartReport;
import io.questdb.migration.facts.VolumeReport;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Everything that a plan rests on; any change of it is a change of the plan. */
final class PlanInputs {
  /** Sorted, so that equal inputs are equal texts. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
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
        ? world.see(config.get()).map(MergedConfig::originalHash).orElse("missing")
        : run.ledger().require(VolumeReport.class).configHash();
  }

  /** 16 hexadecimal digits. */
  static String hash(World world) {
    Run run = world.run();
    ObjectNode inputs = JSON.createObjectNode();
    inputs.set("spec", spec(run.spec()));
    inputs.set("workload", JSON.valueToTree(Targets.pin(run)));
    inputs.set("template", JSON.valueToTree(Workloads.set(world).getSpec().getTemplate()));
    inputs.put("config", configHash(world));
    StartReport rehearsed = run.ledger().require(StartReport.class);
    inputs.put("enterprise", rehearsed.version() + " " + rehearsed.imageId());
    ObjectNode secrets = inputs.putObject("secrets");
    for (String name : secrets(run)) {
      secrets.put(
          name,
          world
              .see(new Probes.OneSecret(name))
              .map(SecretFacts::resourceVersion)
              .orElse("missing"));
    }
    return digest(inputs);
  }

  /** Of the shaping part of the spec alone, which can be told without looking at anything. */
  static String specHash(QuestDBMigrationSpec spec) {
    return digest(spec(spec));
  }

  /** Of what the pods of the set run; labels and annotations of its template start no server. */
  static String podHash(StatefulSet set) {
    return digest(JSON.valueToTree(set.getSpec().getTemplate().getSpec()));
  }

  /** Whether the pods of the set run what those of the planned one do. */
  static boolean original(Run run, StatefulSet set) {
    String planned = run.ledger().require(Planned.class).podHash();
    return planned.isEmpty() || planned.equals(podHash(set));
  }

  /** Without what says when to act, and not what to do. */
  private static ObjectNode spec(QuestDBMigrationSpec spec) {
    ObjectNode shaping = JSON.valueToTree(spec);
    shaping.remove(Set.of("suspend", "approval", "timeouts"));
    return shaping;
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

  private static String digest(ObjectNode inputs) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] hash =
          sha.digest(
              JSON.writeValueAsString(JSON.treeToValue(inputs, Object.class))
                  .getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, 16);
    } catch (NoSuchAlgorithmException | JsonProcessingException e) {
      throw new IllegalStateException("every JDK has SHA-256, and every tree is JSON", e);
    }
  }
}
