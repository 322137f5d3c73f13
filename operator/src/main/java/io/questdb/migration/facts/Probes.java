package io.questdb.migration.facts;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.engine.Probe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that can be asked. All objects are in the migration's own namespace. Questions to a
 * database are Absent when it has no pod or its container does not run, and Unknown only when it
 * runs and does not answer.
 */
public interface Probes {

  /** The workload. */
  record Workload(String name) implements Probe<StatefulSet> {}

  /**
   * The workload with what hangs on it, as the checks need it.
   *
   * @param containerName the database's container, should the spec name it
   */
  record WholeWorkload(String name, Optional<String> containerName)
      implements Probe<WorkloadView> {}

  /**
   * The migration, another than this one, that has claimed the workload; Absent when none has, and
   * when the one that has no longer exists.
   */
  record ClaimedBy(String statefulSetName) implements Probe<Claimant> {}

  /** One pod. */
  record OnePod(String name) implements Probe<Pod> {}

  /** One claim. */
  record OneClaim(String name) implements Probe<PersistentVolumeClaim> {}

  /** The pods that mount a claim and have not ended. */
  record PodsOnClaim(String claimName) implements Probe<List<Pod>> {}

  /** All snapshot classes of the cluster. */
  record SnapshotClasses() implements Probe<List<SnapshotClass>> {}

  /** One snapshot. */
  record OneSnapshot(String name) implements Probe<Snapshot> {}

  /** One Secret, without its values. */
  record OneSecret(String name) implements Probe<SecretFacts> {}

  /** The certificate of a TLS Secret. */
  record TlsCertificate(String secretName) implements Probe<Certificate> {}

  /** One of our pods. */
  record OurPod(String name) implements Probe<TemporaryPod> {}

  /** The log of an ended container of one of our pods. */
  record OurLog(String podName, String container) implements Probe<String> {}

  /** The temporary objects of this run. */
  record Temporaries(String runUid) implements Probe<List<TemporaryObject>> {}

  /** What is in a {@code server.conf} that lives in an object. */
  record Config(ConfigSource source) implements Probe<OriginalConfig> {}

  /** The run record. */
  record StoredRecord(String secretName) implements Probe<RunRecord> {}

  /** The hand-off. */
  record StoredHandoff(String configMapName) implements Probe<Handoff> {}

  /**
   * What the API server would say to the Enterprise template of the observed workload.
   *
   * @param spec with its defaults
   * @param podName a name for the pod, which is not made
   */
  record EnterpriseChange(QuestDBMigrationSpec spec, WorkloadPin pin, Staged staged, String podName)
      implements Probe<EnterpriseDryRun> {}

  /**
   * The open-source server as the checks need it. A login Secret that is missing counts as none:
   * the checks report it.
   *
   * @param statefulSetName its workload, of which it is the first pod
   * @param loginSecret a basic-auth Secret; empty for no login
   * @param parameters the keys that are looked at
   */
  record WholeServer(String statefulSetName, Optional<String> loginSecret, Set<String> parameters)
      implements Probe<ServerView> {}

  /** Edition and version of a server that may still be starting: Absent until it answers. */
  record Serving(Target target) implements Probe<ServerIdentity> {}

  /** What the server answers to this login. */
  record Login(Target target) implements Probe<Admission> {}

  /**
   * What the server answers to the documented default login, user {@code admin} with password
   * {@code quest}.
   */
  record DefaultLogin(Target target) implements Probe<Admission> {}

  /**
   * What the server answers to the token that a Secret holds; Absent when the Secret or its key
   * {@code token} is missing.
   */
  record TokenLogin(Target target, String tokenSecret) implements Probe<Admission> {}

  /**
   * What the server answers to this user with the password that a Secret holds; Absent when the
   * Secret or its key {@code password} is missing.
   */
  record UserLogin(Target target, String user, String passwordSecret) implements Probe<Admission> {}

  /** The checkpoint state. */
  record CheckpointState(Target target) implements Probe<Checkpoint> {}

  /** A snapshot that counts only if it is cut in the checkpoint; absent when the server is. */
  record SnapshotInCheckpoint(Target target, String snapshotName)
      implements Probe<CheckpointedSnapshot> {}

  /** The user tables. */
  record Tables(Target target) implements Probe<List<TableState>> {}

  /** The schema of the user tables. */
  record Schema(Target target) implements Probe<List<TableSchema>> {}

  /** The user tables with exact counts of those that are not views. */
  record TablesWithCounts(Target target) implements Probe<CountedTables> {}

  /** Effective parameters. */
  record Parameters(Target target, Set<String> keys) implements Probe<Map<String, Parameter>> {}

  /**
   * The subject that a TLS listener shows: Absent while it does not answer or shows anything but
   * the certificate given.
   */
  record Handshake(Target target, String listener) implements Probe<String> {}

  /** Principals and grants. */
  record Access(Target target) implements Probe<AccessState> {}

  /**
   * How far the server has uploaded.
   *
   * @param health the listener that shows the metric
   */
  record UploadProgress(Target target, Target health) implements Probe<Uploads> {}
}
