package io.questdb.migration.adapter.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotClass;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotContent;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.api.v1alpha1.StepStatus;
import io.questdb.migration.change.Labels;
import io.questdb.migration.engine.StepState;
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
import io.questdb.migration.ports.Cluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The API server, by fabric8. Stateless: nothing that is read is kept. */
public final class KubernetesCluster implements Cluster {
  private static final String SERVER_CONF = "server.conf";
  private static final int MOST_LOG = 16 * 1024 * 1024;

  private static final Map<String, Class<? extends HasMetadata>> DELETABLE =
      Map.of("Pod", Pod.class, "VolumeSnapshot", VolumeSnapshot.class, "Secret", Secret.class);

  private final Api api;
  private final Secrets secrets;
  private final RunRecords runRecords;
  private final ConfigSources configSources;
  private final Handoffs handoffs;

  /** Uses the client of {@link ClientFactory} and does not close it. */
  public KubernetesCluster(KubernetesClient client) {
    this.api = new Api(client);
    this.secrets = new Secrets(api);
    this.runRecords = new RunRecords(secrets);
    this.configSources = new ConfigSources(api, secrets);
    this.handoffs = new Handoffs(api);
  }

  @Override
  public Optional<StatefulSet> statefulSet(String namespace, String name) {
    return api.get(StatefulSet.class, namespace, name);
  }

  @Override
  public Optional<Pod> pod(String namespace, String name) {
    return api.get(Pod.class, namespace, name);
  }

  @Override
  public List<Pod> podsOnClaim(String namespace, String claimName) {
    return api.list(Pod.class, namespace, Map.of()).stream()
        .filter(pod -> Pods.uses(pod, claimName))
        .toList();
  }

  @Override
  public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
    return api.get(PersistentVolumeClaim.class, namespace, name);
  }

  @Override
  public Optional<PersistentVolume> volume(String name) {
    return api.get(PersistentVolume.class, name);
  }

  @Override
  public List<SnapshotClass> snapshotClasses() {
    return api.list(VolumeSnapshotClass.class).stream().map(Snapshots::classOf).toList();
  }

  @Override
  public Optional<Snapshot> snapshot(String namespace, String name) {
    return api.get(VolumeSnapshot.class, namespace, name)
        .map(
            snapshot ->
                Snapshots.snapshotOf(
                    snapshot,
                    Snapshots.contentName(snapshot)
                        .flatMap(content -> api.get(VolumeSnapshotContent.class, content))));
  }

  @Override
  public List<Service> services(String namespace) {
    return api.list(Service.class, namespace, Map.of());
  }

  @Override
  public Optional<SecretFacts> secret(String namespace, String name) {
    return secrets.get(namespace, name).map(Secrets::facts);
  }

  @Override
  public Optional<Certificate> certificate(String namespace, String secretName) {
    return secrets.get(namespace, secretName).map(Secrets::data).map(TlsSecret::parse);
  }

  @Override
  public Optional<OriginalConfig> originalConfig(String namespace, ConfigSource source) {
    return configSources.read(namespace, source).map(read -> new OriginalConfig(read.hash()));
  }

  @Override
  public Optional<TemporaryPod> temporaryPod(String namespace, String name) {
    return pod(namespace, name).map(Pods::temporary);
  }

  @Override
  public Optional<String> log(String namespace, String podName, String container) {
    return api.log(namespace, podName, container, MOST_LOG);
  }

  /** Pods and snapshots: the operator may not list Secrets, so none of them is temporary. */
  @Override
  public List<TemporaryObject> temporaries(String namespace, String runUid) {
    Map<String, String> selector = Labels.temporary(runUid);
    return Stream.concat(
            api.list(Pod.class, namespace, selector).stream(),
            api.list(VolumeSnapshot.class, namespace, selector).stream()
                .filter(snapshot -> snapshot.getMetadata().getDeletionTimestamp() == null))
        .map(KubernetesCluster::temporary)
        .toList();
  }

  @Override
  public Optional<Claimant> claimant(String namespace, String migrationUid) {
    return api.list(QuestDBMigration.class, namespace, Map.of()).stream()
        .filter(migration -> migrationUid.equals(migration.getMetadata().getUid()))
        .map(
            migration ->
                new Claimant(
                    migration.getMetadata().getName(),
                    migration.getStatus().getSteps().stream()
                        .map(StepStatus::getState)
                        .anyMatch(StepState.FAILED.text()::equals)))
        .findFirst();
  }

  @Override
  public Optional<RunRecord> runRecord(String namespace, String secretName) {
    return runRecords.read(namespace, secretName);
  }

  @Override
  public Optional<Handoff> handoff(String namespace, String configMapName) {
    return handoffs.read(namespace, configMapName);
  }

  @Override
  public DryRun dryRunPatch(String namespace, String statefulSetName, String jsonPatch) {
    return api.dryRunPatch(named(namespace, statefulSetName), jsonPatch);
  }

  @Override
  public DryRun dryRunCreate(HasMetadata object) {
    return api.dryRunCreate(object);
  }

  @Override
  public Optional<Map<String, String>> secretValues(String namespace, String name) {
    return secrets
        .get(namespace, name)
        .map(Secrets::data)
        .map(
            data ->
                data.entrySet().stream()
                    .collect(
                        Collectors.toUnmodifiableMap(
                            Map.Entry::getKey, entry -> Secrets.text(entry.getValue()))));
  }

  @Override
  public void create(HasMetadata object) {
    api.create(object);
  }

  @Override
  public void createMergedConfig(
      String namespace,
      ConfigSource source,
      String originalHash,
      SortedMap<String, String> properties,
      String secretName,
      String runUid) {
    byte[] merged = configSources.planned(namespace, source, originalHash, properties);
    secrets.create(namespace, secretName, runUid, Map.of(SERVER_CONF, merged), true);
  }

  @Override
  public void patchStatefulSet(String namespace, String name, String jsonPatch) {
    api.patch(named(namespace, name), jsonPatch);
  }

  @Override
  public void delete(String namespace, OwnedObject object) {
    Class<? extends HasMetadata> type = DELETABLE.get(object.kind());
    if (type == null) {
      throw new IllegalArgumentException("A " + object.kind() + " is never deleted");
    }
    api.delete(type, namespace, object.name(), object.uid());
  }

  @Override
  public void deletePod(String namespace, String name, String uid) {
    api.delete(Pod.class, namespace, name, uid);
  }

  @Override
  public void writeRunRecord(
      String namespace, String secretName, String runUid, Map<String, String> entries) {
    runRecords.write(namespace, secretName, runUid, entries);
  }

  @Override
  public void writeHandoff(
      String namespace, String configMapName, String runUid, Map<String, String> files) {
    handoffs.write(namespace, configMapName, runUid, files);
  }

  /**
   * Where the Secret was there before: its other keys stay, and a key of ours that holds another
   * value is Rejected, unless this run wrote it.
   */
  @Override
  public void writeSecret(
      String namespace, String name, String runUid, Map<String, String> values) {
    Map<String, byte[]> bytes = new TreeMap<>();
    values.forEach((key, value) -> bytes.put(key, Secrets.bytes(value)));
    secrets.write(namespace, name, runUid, bytes);
  }

  private static StatefulSet named(String namespace, String name) {
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .build();
  }

  private static TemporaryObject temporary(HasMetadata object) {
    ObjectMeta metadata = object.getMetadata();
    return new TemporaryObject(
        new OwnedObject(object.getKind(), metadata.getName(), metadata.getUid()),
        metadata.getDeletionTimestamp() != null);
  }
}
