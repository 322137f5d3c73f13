package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Snapshot;
import io.questdb.migration.facts.Staged;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What an outage that was given back leaves: temporary objects, a merged configuration that nothing
 * mounts, and a snapshot that may be cut after the old database had started again.
 */
final class Leftovers {
  private Leftovers() {}

  static Set<Probe<?>> probes(Run run) {
    Set<Probe<?>> probes = new HashSet<>();
    probes.add(new Probes.Temporaries(run.uid()));
    if (staged(run).kind() == ConfigSource.Kind.SECRET) {
      probes.add(new Probes.OneSecret(staged(run).name()));
    }
    if (SnapshotOffline.requested(run)) {
      probes.add(new Probes.OneSnapshot(SnapshotOffline.snapshotName(run)));
    }
    return probes;
  }

  /**
   * The next removal, or empty when nothing is left.
   *
   * @param set empty when it is gone
   */
  static Optional<Decision> remove(World world, Optional<StatefulSet> set) {
    return Temporaries.remove(world)
        .or(() -> unfinished(world).flatMap(Snapshots::remove))
        .or(() -> unused(world, set).map(Temporaries::remove));
  }

  /** A snapshot that was not seen to be cut while the database was stopped is no backup. */
  private static Optional<Snapshot> unfinished(World world) {
    Run run = world.run();
    if (!SnapshotOffline.requested(run) || run.ledger().closed(StepName.SNAPSHOT_OFFLINE)) {
      return Optional.empty();
    }
    return world
        .see(new Probes.OneSnapshot(SnapshotOffline.snapshotName(run)))
        .filter(snapshot -> snapshot.runUid().equals(run.uid()));
  }

  private static Optional<OwnedObject> unused(World world, Optional<StatefulSet> set) {
    Run run = world.run();
    Staged staged = staged(run);
    if (staged.kind() != ConfigSource.Kind.SECRET
        || set.filter(seen -> mounts(seen, staged.name())).isPresent()) {
      return Optional.empty();
    }
    return world
        .see(new Probes.OneSecret(staged.name()))
        .filter(secret -> secret.runUid().equals(run.uid()))
        .map(secret -> new OwnedObject("Secret", secret.name(), secret.uid()));
  }

  private static boolean mounts(StatefulSet set, String secretName) {
    return set.getSpec().getTemplate().getSpec().getVolumes().stream()
        .map(Volume::getSecret)
        .filter(Objects::nonNull)
        .map(SecretVolumeSource::getSecretName)
        .anyMatch(secretName::equals);
  }

  private static Staged staged(Run run) {
    return Workloads.staged(run, run.ledger().attempt(StepName.ATTEND_VOLUME));
  }
}
