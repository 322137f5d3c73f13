package io.questdb.migration.ports;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.facts.Certificate;
import io.questdb.migration.facts.Claimant;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.DryRun;
import io.questdb.migration.facts.Handoff;
import io.questdb.migration.facts.OriginalConfig;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.SecretFacts;
import io.questdb.migration.facts.Snapshot;
import io.questdb.migration.facts.SnapshotClass;
import io.questdb.migration.facts.TemporaryObject;
import io.questdb.migration.facts.TemporaryPod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The Kubernetes API in our words. Reads return empty for 404 only; every other failure is a {@link
 * PortException}: {@link PortException.Rejected} for 403 and 422, {@link PortException.Conflict}
 * for 409, {@link PortException.Unavailable} for the rest.
 */
public interface Cluster {

  Optional<StatefulSet> statefulSet(String namespace, String name);

  Optional<Pod> pod(String namespace, String name);

  /** Pods that are neither Succeeded nor Failed and mount the claim, ours included. */
  List<Pod> podsOnClaim(String namespace, String claimName);

  Optional<PersistentVolumeClaim> claim(String namespace, String name);

  Optional<PersistentVolume> volume(String name);

  List<SnapshotClass> snapshotClasses();

  Optional<Snapshot> snapshot(String namespace, String name);

  List<Service> services(String namespace);

  Optional<SecretFacts> secret(String namespace, String name);

  /** The certificate of a TLS Secret; empty when the Secret is missing. */
  Optional<Certificate> certificate(String namespace, String secretName);

  /**
   * The {@code server.conf} in the source; empty when the source's object or key is missing.
   *
   * @throws PortException.Rejected when it is malformed
   */
  Optional<OriginalConfig> originalConfig(String namespace, ConfigSource source);

  Optional<TemporaryPod> temporaryPod(String namespace, String name);

  /** The log of an ended container of one of our pods, at most 16 MiB. */
  Optional<String> log(String namespace, String podName, String container);

  /**
   * Everything of this run that carries the temporary label; snapshots only until they are told to
   * go, for they then stay while their driver tries to cut them (external-snapshotter 8).
   */
  List<TemporaryObject> temporaries(String namespace, String runUid);

  /** The migration with that UID. */
  Optional<Claimant> claimant(String namespace, String migrationUid);

  Optional<RunRecord> runRecord(String namespace, String secretName);

  Optional<Handoff> handoff(String namespace, String configMapName);

  /** What the API server would say to the patch. */
  DryRun dryRunPatch(String namespace, String statefulSetName, String jsonPatch);

  /** What the API server would say to the creation. */
  DryRun dryRunCreate(HasMetadata object);

  /**
   * The values of a Secret, for a login or a trust; never logged, never kept. Empty when it is
   * missing.
   */
  Optional<Map<String, String>> secretValues(String namespace, String name);

  /**
   * Creates the object. One that exists already is accepted when it carries the same run label.
   *
   * @throws PortException.Conflict when an object of that name belongs to somebody else
   */
  void create(HasMetadata object);

  /**
   * Creates the immutable Secret with the merged {@code server.conf}; the source's content is read
   * and never kept.
   *
   * @param originalHash of the content that was planned with
   * @throws PortException.Rejected when the source's content has another hash
   */
  void createMergedConfig(
      String namespace,
      ConfigSource source,
      String originalHash,
      SortedMap<String, String> properties,
      String secretName,
      String runUid);

  /**
   * Sends one JSON Patch to the StatefulSet, whose {@code test} operations are its preconditions.
   */
  void patchStatefulSet(String namespace, String name, String jsonPatch);

  /** Deletes exactly this object; one that is gone already is fine. */
  void delete(String namespace, OwnedObject object);

  /** Deletes exactly this pod, with its own grace period. */
  void deletePod(String namespace, String name, String uid);

  /**
   * Adds entries to the run record, creating it when it is missing.
   *
   * @throws PortException.Rejected when a Secret of that name is not the run's
   */
  void writeRunRecord(
      String namespace, String secretName, String runUid, Map<String, String> entries);

  /**
   * Writes the hand-off and labels it as the run's; that of another run is replaced.
   *
   * @throws PortException.Rejected when a ConfigMap of that name was not written by a migration
   */
  void writeHandoff(
      String namespace, String configMapName, String runUid, Map<String, String> files);

  /**
   * Writes a Secret of this run, keeping what else it holds.
   *
   * @throws PortException.Rejected when somebody else has put another value under one of the keys
   */
  void writeSecret(String namespace, String name, String runUid, Map<String, String> values);
}
