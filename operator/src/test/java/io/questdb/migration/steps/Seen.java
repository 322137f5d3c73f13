package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.questdb.migration.change.Labels;
import io.questdb.migration.change.PodTemplates;
import io.questdb.migration.change.TemporaryPods;
import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Checkpoint;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.Seal;
import io.questdb.migration.facts.SealedTable;
import io.questdb.migration.facts.Snapshot;
import io.questdb.migration.facts.Staged;
import io.questdb.migration.facts.TableSchema;
import io.questdb.migration.facts.Target;
import io.questdb.migration.facts.TemporaryPod;
import io.questdb.migration.facts.WorkloadPin;
import io.questdb.migration.volume.SealLines;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What can be seen of the workload and of what the run made, to be changed in one place. */
final class Seen {
  static final TemporaryPods PODS = new TemporaryPods("registry.example.com/operator:1", List.of());
  static final Probes.Workload SET = new Probes.Workload("questdb");
  static final Probes.OnePod POD = new Probes.OnePod(Originals.POD);
  static final Probes.OneClaim CLAIM = new Probes.OneClaim(Originals.CLAIM);
  static final Probes.PodsOnClaim PODS_ON_CLAIM = new Probes.PodsOnClaim(Originals.CLAIM);
  static final Probes.StoredRecord RECORD = new Probes.StoredRecord("qdbm-11111111-record");
  static final Probes.Config CONFIG =
      new Probes.Config(
          new ConfigSource(ConfigSource.Kind.CONFIG_MAP, "questdb-conf", "server.conf"));
  static final Probes.Temporaries TEMPORARIES = new Probes.Temporaries(Originals.RUN_UID);
  static final Target OPEN_SOURCE = Target.plain(Originals.POD);

  static final Checkpoint FREE = new Checkpoint(false, Optional.empty());

  /** The checkpoint that is recorded as ours. */
  static final Checkpoint HELD = new Checkpoint(true, Optional.of(Recorded.CHECKPOINT_AT));

  private Seen() {}

  /** The Enterprise server of the variant "plain". */
  static Target enterprise() {
    return new Target(Originals.POD, Optional.empty(), "questdb.db.svc", Optional.empty());
  }

  /** The set as its owner made it. */
  static StatefulSet set() {
    return set("plain");
  }

  static StatefulSet set(String variant) {
    return Originals.variant(variant).set();
  }

  /** The claim as it was pinned. */
  static PersistentVolumeClaim claim() {
    return Originals.variant("plain").claim().claim();
  }

  /** Somebody has deleted the claim, which stays while a pod uses it. */
  static PersistentVolumeClaim doomedClaim() {
    return claim("claim", Situation.NOW.toString());
  }

  /** Somebody has made the claim anew. */
  static PersistentVolumeClaim anotherClaim() {
    return claim("x", null);
  }

  private static PersistentVolumeClaim claim(String uid, String deletedAt) {
    return new PersistentVolumeClaimBuilder(claim())
        .editMetadata()
        .withUid(uid)
        .withDeletionTimestamp(deletedAt)
        .endMetadata()
        .build();
  }

  /** The set with the annotations of that run. */
  static StatefulSet claimed(StatefulSet set, String runUid) {
    return new StatefulSetBuilder(set)
        .editMetadata()
        .addToAnnotations(Labels.RUN, runUid)
        .addToAnnotations(Labels.EDITION, Labels.MIGRATING)
        .endMetadata()
        .build();
  }

  /** The set as a tool leaves it that replaces it as a whole and knows no annotation of ours. */
  static StatefulSet unclaimed(StatefulSet set) {
    return new StatefulSetBuilder(set)
        .editMetadata()
        .withAnnotations(Map.of())
        .endMetadata()
        .build();
  }

  /** The claimed set, scaled to 0. */
  static StatefulSet stopped() {
    return stopped("plain");
  }

  static StatefulSet stopped(String variant) {
    return scaled(claimed(set(variant), Originals.RUN_UID), 0, Recorded.STOPPED);
  }

  /** The set with a volume from that Secret. */
  static StatefulSet mounting(StatefulSet set, String secretName) {
    return new StatefulSetBuilder(set)
        .editSpec()
        .editTemplate()
        .editSpec()
        .addNewVolume()
        .withName("merged")
        .withNewSecret()
        .withSecretName(secretName)
        .endSecret()
        .endVolume()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  /** The set in which somebody has edited the database's image. */
  static StatefulSet withImage(StatefulSet set, String image) {
    return new StatefulSetBuilder(set)
        .editSpec()
        .editTemplate()
        .editSpec()
        .editFirstContainer()
        .withImage(image)
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  /** The set after {@code kubectl rollout restart}. */
  static StatefulSet restarted(StatefulSet set) {
    return new StatefulSetBuilder(set)
        .editSpec()
        .editTemplate()
        .editMetadata()
        .addToAnnotations("kubectl.kubernetes.io/restartedAt", Situation.NOW.toString())
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }

  /** The stopped set with the Enterprise template. */
  static StatefulSet swapped() {
    return swapped("plain");
  }

  static StatefulSet swapped(String variant) {
    Situation given = Situation.at(StepName.SWAP_EDITION, variant);
    StatefulSet swapped =
        Workloads.enterprise(
            stopped(variant), given.run(), given.run().ledger().require(Staged.class));
    return scaled(swapped, 0, Recorded.SWAPPED);
  }

  /** The way back of the template, as it is recorded before the stop. */
  static String inversePatch(Situation given) {
    return Attendance.inversePatch(given.world(Set.of(SET)));
  }

  static StatefulSet scaled(StatefulSet set, int replicas, long generation) {
    return new StatefulSetBuilder(set)
        .editMetadata()
        .withGeneration(generation)
        .endMetadata()
        .editSpec()
        .withReplicas(replicas)
        .endSpec()
        .build();
  }

  /** The database's pod, ready. */
  static Pod pod(String uid) {
    return pod("plain", uid);
  }

  static Pod pod(String variant, String uid) {
    WorkloadPin pin = Originals.variant(variant).pin();
    Pod made = PodTemplates.podOf(set(variant), pin, Originals.NAMESPACE, Originals.POD);
    return new PodBuilder(made)
        .editMetadata()
        .withUid(uid)
        .addToLabels("app", "questdb")
        .endMetadata()
        .editSpec()
        .withNodeName(pin.nodeName())
        .endSpec()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .addNewContainerStatus()
        .withName("questdb")
        .withImageID(pin.imageId())
        .endContainerStatus()
        .endStatus()
        .build();
  }

  /** A pod of the run on the claim. */
  static Pod ours(String name) {
    return onClaim(name, Labels.temporary(Originals.RUN_UID));
  }

  /** Somebody else's pod on the claim. */
  static Pod stranger(String name) {
    return onClaim(name, Map.of());
  }

  private static Pod onClaim(String name, Map<String, String> labels) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .build();
  }

  static Pod notReady(String uid) {
    return new PodBuilder(pod(uid)).editStatus().withConditions(List.of()).endStatus().build();
  }

  /** A table with that many transactions, of one row each. */
  static SealedTable sealed(String name, long transactions) {
    return new SealedTable(
        name, name + "~1", true, transactions, transactions, transactions, 0, 9, 1, false);
  }

  /** The run record with schema and seal. */
  static RunRecord record(List<TableSchema> schema, SealedTable... sealed) {
    return new RunRecord(
        "qdbm-11111111-record",
        "record",
        Map.of(
            RunRecord.SCHEMA,
            Answers.write(schema),
            RunRecord.SEAL,
            SealLines.write(new Seal(List.of(sealed)))));
  }

  /** The run record with that way back of the template. */
  static RunRecord way(String inversePatch) {
    return new RunRecord(
        "qdbm-11111111-record", "record", Map.of(RunRecord.INVERSE_PATCH, inversePatch));
  }

  /** A snapshot that the driver has not cut yet. */
  static Snapshot requested(String name, String uid) {
    return new Snapshot(
        name,
        uid,
        Originals.RUN_UID,
        Originals.CLAIM,
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        Optional.empty());
  }

  /** The same, told to go. */
  static Snapshot terminating(Snapshot seen) {
    return copy(seen, seen.runUid(), true, seen.error());
  }

  /** One of which the driver says that it failed; it may still succeed. */
  static Snapshot failing(String name, String uid) {
    Snapshot seen = requested(name, uid);
    return copy(seen, seen.runUid(), false, Optional.of("quota exceeded"));
  }

  /** One that is cut and cannot be restored yet. */
  static Snapshot cut(String name, String uid) {
    return cut(name, uid, false);
  }

  /** The same with the label of another run. */
  static Snapshot of(String runUid, Snapshot seen) {
    return copy(seen, runUid, seen.terminating(), seen.error());
  }

  private static Snapshot copy(
      Snapshot seen, String runUid, boolean terminating, Optional<String> error) {
    return new Snapshot(
        seen.name(),
        seen.uid(),
        runUid,
        seen.claimName(),
        seen.handle(),
        seen.cutAt(),
        seen.ready() && !terminating,
        terminating,
        error);
  }

  /** One that can be restored. */
  static Snapshot ready(String name, String uid) {
    return cut(name, uid, true);
  }

  private static Snapshot cut(String name, String uid, boolean ready) {
    return new Snapshot(
        name,
        uid,
        Originals.RUN_UID,
        Originals.CLAIM,
        Optional.of("handle"),
        Optional.of(Recorded.CUT_AT),
        ready,
        false,
        Optional.empty());
  }

  /** A pod beside the database. */
  @SafeVarargs
  static TemporaryPod beside(
      String name, String phase, Map.Entry<String, TemporaryPod.Container>... containers) {
    Map<String, TemporaryPod.Container> byName = new LinkedHashMap<>();
    for (var container : containers) {
      byName.put(container.getKey(), container.getValue());
    }
    return new TemporaryPod(name, "beside", phase, false, false, byName);
  }

  static TemporaryPod terminating(TemporaryPod pod) {
    return new TemporaryPod(
        pod.name(), pod.uid(), pod.phase(), true, pod.ready(), pod.containers());
  }

  static Map.Entry<String, TemporaryPod.Container> waiting(String container, String reason) {
    return Map.entry(
        container, new TemporaryPod.Container("waiting", false, reason, "", Optional.empty(), ""));
  }

  static Map.Entry<String, TemporaryPod.Container> running(String container, boolean ready) {
    return Map.entry(
        container,
        new TemporaryPod.Container("running", ready, "", "", Optional.empty(), "sha256:pulled"));
  }

  static Map.Entry<String, TemporaryPod.Container> ended(
      String container, int exitCode, String message) {
    return Map.entry(
        container,
        new TemporaryPod.Container(
            "terminated", false, "", message, Optional.of(exitCode), "sha256:pulled"));
  }
}
