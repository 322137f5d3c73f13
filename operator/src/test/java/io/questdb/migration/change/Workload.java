package io.questdb.migration.change;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Run;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.Staged;
import java.time.Instant;

/** Sets and runs of {@link Originals} for tests of what is written. */
final class Workload {
  static final ObjectMapper JSON = new ObjectMapper();

  private Workload() {}

  static Run run(String uid) {
    return run(uid, Originals.variant("plain"));
  }

  static Run run(String uid, Originals.Variant variant) {
    return new Run(
        Originals.NAMESPACE,
        "migration",
        uid,
        false,
        variant.spec(),
        Ledger.empty(),
        false,
        Instant.parse("2026-01-01T00:00:00Z"));
  }

  static Staged staged(Originals.Variant variant) {
    return variant.pin().serverConf().kind() == ConfigSource.Kind.VOLUME
        ? new Staged(ConfigSource.Kind.VOLUME, "server.conf.staged", "merged")
        : new Staged(ConfigSource.Kind.SECRET, "merged-conf", "");
  }

  /** The set with the Enterprise template. */
  static StatefulSet enterprise(StatefulSet set, Originals.Variant variant) {
    return new EnterpriseTemplate(variant.spec(), variant.pin())
        .applied(set, staged(variant), Originals.RUN_UID);
  }

  static Container database(StatefulSet set) {
    return set.getSpec().getTemplate().getSpec().getContainers().stream()
        .filter(container -> container.getName().equals("questdb"))
        .findFirst()
        .orElseThrow();
  }
}
