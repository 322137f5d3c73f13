package io.questdb.migration.lab.stage;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.lab.Certificates;
import io.questdb.migration.lab.client.DatabaseClient;
import io.questdb.migration.lab.client.LiveReader;
import io.questdb.migration.lab.client.LiveWriter;
import io.questdb.migration.lab.client.Target;
import io.questdb.migration.lab.cluster.LabCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One namespace with one database named {@value #NAME}, as the examples make it, and what its
 * clients know about it.
 */
public final class Site implements AutoCloseable {
  /** Of the StatefulSet, the Service and the migration. */
  public static final String NAME = "questdb";

  private static final String POD = NAME + "-0";
  private static final int HTTP = 9000;
  private static final Duration START = Duration.ofMinutes(3);

  private final LabCluster cluster;
  private final KubernetesClient client;
  private final String namespace;
  private final SharedIndexInformer<Secret> secrets;
  private final SharedIndexInformer<QuestDBMigration> migrations;
  private final Set<String> reached = ConcurrentHashMap.newKeySet();
  private Optional<LiveWriter> writer = Optional.empty();
  private Optional<LiveReader> reader = Optional.empty();

  /** A step may be over before anyone asks whether it is open, but no write of it is missed. */
  private final class History implements ResourceEventHandler<QuestDBMigration> {
    @Override
    public void onAdd(QuestDBMigration migration) {
      if (migration.getMetadata().getName().equals(NAME)) {
        RunState.of(migration).step().ifPresent(reached::add);
      }
    }

    @Override
    public void onUpdate(QuestDBMigration before, QuestDBMigration migration) {
      onAdd(migration);
    }

    @Override
    public void onDelete(QuestDBMigration migration, boolean finalStateUnknown) {
      if (migration.getMetadata().getName().equals(NAME)) {
        reached.clear();
      }
    }
  }

  Site(LabCluster cluster, String namespace) {
    this.cluster = cluster;
    this.client = cluster.client();
    this.namespace = namespace;
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .createOr(existing -> existing.update());
    secrets = client.secrets().inNamespace(namespace).inform();
    migrations =
        client.resources(QuestDBMigration.class).inNamespace(namespace).inform(new History());
  }

  public String namespace() {
    return namespace;
  }

  /** Creates or replaces every object of a manifest in this namespace. */
  public List<HasMetadata> apply(String manifests) {
    ByteArrayInputStream text =
        new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8));
    return client.load(text).items().stream()
        .map(cluster::adapt)
        .map(
            object ->
                client
                    .resource(object)
                    .inNamespace(namespace)
                    .createOr(existing -> existing.update()))
        .toList();
  }

  /** Brings the database of a workload example up. */
  public void startDatabase(String workload) {
    apply(workload);
    awaitServing();
  }

  /**
   * Until the database answers a query to anyone who may ask.
   *
   * @throws IllegalStateException with the pod as it is, if it does not in time
   */
  public void awaitServing() {
    Patience.until("the Service has an address", START, this::addressed);
    Patience.until(
        "the database serves", START, administrator()::serves, () -> pod().map(Pod::getStatus));
  }

  /** Every Secret that the examples name, the certificate included. */
  public void createSecrets() {
    apply(Repository.example("everything-secrets.yaml"));
    setCertificate(Duration.ofDays(30));
  }

  /**
   * Makes the Secret questdb-tls anew.
   *
   * @param validity negative for a certificate that has expired
   */
  public void setCertificate(Duration validity) {
    List<String> names =
        List.of(
            NAME, NAME + "." + namespace + ".svc", NAME + "." + namespace + ".svc.cluster.local");
    try {
      Path directory = Files.createTempDirectory("lab-certificate");
      Certificates.Pem pem = Certificates.selfSigned(directory, NAME, names, validity);
      setCertificate(Files.readString(pem.cert()), Files.readString(pem.key()));
      Files.delete(pem.cert());
      Files.delete(pem.key());
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the Secret questdb-tls anew, from PEM texts. */
  public void setCertificate(String certificate, String key) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("questdb-tls")
                .withNamespace(namespace)
                .endMetadata()
                .withType("kubernetes.io/tls")
                .addToStringData("tls.crt", certificate)
                .addToStringData("tls.key", key)
                .build())
        .createOr(existing -> existing.update());
  }

  /**
   * Starts to write to a table, as the service account that the migration makes, once it exists.
   */
  public LiveWriter startWriter(String table) {
    LiveWriter started = LiveWriter.start(table, this::accountTarget);
    writer = Optional.of(started);
    return started;
  }

  /** Starts to ask a query, as the service account that the migration makes, once it exists. */
  public LiveReader startReader() {
    LiveReader started = LiveReader.start(this::accountTarget);
    reader = Optional.of(started);
    return started;
  }

  /** A client without a login. */
  public DatabaseClient anonymous() {
    return new DatabaseClient(() -> target(Optional.empty()));
  }

  /** A client with the login of the administrator, which open source does not ask for. */
  public DatabaseClient administrator() {
    return new DatabaseClient(() -> target(administratorLogin()));
  }

  /** The same, as one that was told to trust this certificate and no other. */
  public DatabaseClient administratorTrusting(X509Certificate only) {
    return new DatabaseClient(() -> new Target(address(), Optional.of(only), administratorLogin()));
  }

  /** A client without a login of a pod that is behind no Service, once that serves. */
  public DatabaseClient inPod(String name) {
    Resource<Pod> pod = client.pods().inNamespace(namespace).withName(name);
    Patience.until(name + " has an address", START, () -> address(pod.require()).isPresent());
    InetSocketAddress address = new InetSocketAddress(address(pod.require()).orElseThrow(), HTTP);
    DatabaseClient found =
        new DatabaseClient(() -> new Target(address, Optional.empty(), Optional.empty()));
    Patience.until(name + " serves", START, found::serves);
    return found;
  }

  /** A client with the token that the migration made; without a login if there is none. */
  public DatabaseClient serviceAccount() {
    return new DatabaseClient(this::accountTarget);
  }

  /** The given certificate, if there is one. */
  public Optional<X509Certificate> certificate() {
    return secret("questdb-tls", "tls.crt").map(Site::parse);
  }

  /** Where clients of this machine find the Service. */
  public InetSocketAddress address() {
    return cluster.serviceAddress(namespace, NAME, HTTP);
  }

  public StatefulSet workload() {
    return client.apps().statefulSets().inNamespace(namespace).withName(NAME).require();
  }

  /** Changes the StatefulSet as its owner would. */
  public void editWorkload(Consumer<StatefulSet> edit) {
    edit(client.apps().statefulSets().inNamespace(namespace).withName(NAME), edit);
  }

  /** Stops the database and waits until its pod is gone. */
  public void scaleDown() {
    scale(0);
    Patience.until("the pod is gone", START, () -> pod().isEmpty());
  }

  /** Starts the database and waits until it serves. */
  public void scaleUp() {
    scale(1);
    awaitServing();
  }

  public Optional<Pod> pod() {
    return Optional.ofNullable(client.pods().inNamespace(namespace).withName(POD).get());
  }

  /** The data volume as a directory of this machine. */
  public Path volume() {
    return cluster.volume(namespace, claim());
  }

  /** The claim of the data volume, also while there is no pod. */
  public String claim() {
    StatefulSetSpec spec = workload().getSpec();
    return spec.getVolumeClaimTemplates().stream()
        .map(template -> template.getMetadata().getName() + "-" + POD)
        .findFirst()
        .or(() -> claims(spec.getTemplate().getSpec()).findFirst())
        .orElseThrow();
  }

  /** Deletes the pod as a person would, and waits until its successor serves. */
  public void restartPod() {
    Pod old = pod().orElseThrow();
    client.resource(old).delete();
    Patience.until(
        "another pod is there", START, () -> pod().filter(now -> !same(now, old)).isPresent());
    awaitServing();
  }

  /** The migration as it is now. */
  public QuestDBMigration migration() {
    return resource().require();
  }

  /** Changes the migration as a person would. */
  public void editMigration(Consumer<QuestDBMigration> edit) {
    edit(resource(), edit);
  }

  private <T extends HasMetadata> void edit(Resource<T> resource, Consumer<T> edit) {
    Patience.until("the edit is taken", START, () -> edited(resource, edit));
  }

  /** Controllers write the same object, so an edit may have to be made on a newer one. */
  private <T extends HasMetadata> boolean edited(Resource<T> resource, Consumer<T> edit) {
    try {
      T object = resource.require();
      edit.accept(object);
      client.resource(object).update();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  /** Asks for the deletion of the migration; the operator gives back before it goes. */
  public void deleteMigration() {
    resource().delete();
  }

  /** Waits until the migration is gone. */
  public void awaitMigrationGone(Duration limit) {
    Patience.until(
        "the migration is gone", limit, () -> resource().get() == null && state().isEmpty());
  }

  /**
   * Waits for a state of the migration, which is watched, not asked for.
   *
   * @throws IllegalStateException with the steps as they are, if it does not come in time
   */
  public RunState awaitMigration(String what, Duration limit, Predicate<RunState> condition) {
    Patience.until(
        what, limit, () -> state().filter(condition).isPresent(), () -> RunState.of(migration()));
    return state().orElseThrow();
  }

  /** Whether the step of that name is or was the open one. */
  public boolean reached(String step) {
    return reached.contains(step);
  }

  /** The migration as the watch saw it last; empty while there is none. */
  public Optional<RunState> state() {
    return Optional.ofNullable(migrations.getIndexer().getByKey(namespace + "/" + NAME))
        .map(RunState::of);
  }

  @Override
  public void close() {
    writer.ifPresent(LiveWriter::close);
    reader.ifPresent(LiveReader::close);
    secrets.close();
    migrations.close();
  }

  Optional<String> secret(String name, String key) {
    return Optional.ofNullable(secrets.getIndexer().getByKey(namespace + "/" + name))
        .map(Secret::getData)
        .map(data -> data.get(key))
        .filter(value -> !value.isEmpty())
        .map(value -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
  }

  private Target accountTarget() {
    return target(secret("ingest-token", "token").map(token -> "Bearer " + token));
  }

  private Optional<String> administratorLogin() {
    return secret("questdb-admin", "username")
        .flatMap(user -> secret("questdb-admin", "password").map(password -> user + ":" + password))
        .map(login -> login.getBytes(StandardCharsets.UTF_8))
        .map(login -> "Basic " + Base64.getEncoder().encodeToString(login));
  }

  private Target target(Optional<String> authorization) {
    return new Target(address(), certificate(), authorization);
  }

  private static Optional<String> address(Pod pod) {
    return Optional.ofNullable(pod.getStatus().getPodIP());
  }

  private boolean addressed() {
    try {
      return address().getPort() > 0;
    } catch (NoSuchElementException e) {
      return false;
    }
  }

  private Resource<QuestDBMigration> resource() {
    return client.resources(QuestDBMigration.class).inNamespace(namespace).withName(NAME);
  }

  private void scale(int replicas) {
    editWorkload(set -> set.getSpec().setReplicas(replicas));
  }

  private static Stream<String> claims(PodSpec pod) {
    return pod.getVolumes().stream()
        .map(Volume::getPersistentVolumeClaim)
        .filter(Objects::nonNull)
        .map(PersistentVolumeClaimVolumeSource::getClaimName);
  }

  private static boolean same(Pod one, Pod other) {
    return one.getMetadata().getUid().equals(other.getMetadata().getUid());
  }

  private static X509Certificate parse(String pem) {
    try (ByteArrayInputStream in =
        new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (CertificateException | IOException e) {
      throw new IllegalArgumentException("not a certificate", e);
    }
  }
}
