package io.questdb.migration.lab.stage;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.lab.apiserver.Access;
import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.cluster.LabCluster;
import io.questdb.migration.lab.cluster.OperatorProcess;
import io.questdb.migration.lab.node.Image;
import io.questdb.migration.lab.node.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cluster that knows the resource, and the operator as a process of its own. */
public final class Stage implements AutoCloseable {
  private static final Duration ESTABLISHED = Duration.ofSeconds(20);
  private static final String CALLER = "operator";
  private static final String DEFINITION = CustomResource.getCRDName(QuestDBMigration.class);

  private final LabCluster cluster;
  private Optional<OperatorProcess> operator = Optional.empty();

  private Stage(LabCluster cluster) {
    this.cluster = cluster;
  }

  /** With the operator from the class path, on the cluster that was chosen for this run. */
  public static Stage open() {
    return open(ClusterKind.chosen(), Images.standard());
  }

  /** With the operator as Maven packaged it, in a heap of at most 96 MiB. */
  public static Stage packaged(ClusterKind kind) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Images images = Images.standard();
    images.add(
        Image.program(
            Images.OPERATOR,
            List.of(
                java.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xss512k",
                "-Xms16m",
                "-Xmx96m",
                "-jar",
                Repository.operatorJar().toString())));
    return open(kind, images);
  }

  /** Starts a cluster with these images; no operator runs yet. */
  public static Stage open(ClusterKind kind, Images images) {
    // Only a pod that names a pull secret gets the Enterprise image, as in the vendor's registry.
    images
        .find(Images.ENTERPRISE)
        .ifPresent(image -> images.add(image.inPrivateRegistry("registry.example.com")));
    LabCluster cluster = kind.start(images);
    try {
      cluster.apply(Repository.definition());
      Patience.until("the definition is established", ESTABLISHED, () -> established(cluster));
      return new Stage(cluster);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  public LabCluster cluster() {
    return cluster;
  }

  /** A namespace of its own for one database. */
  public Site site(String namespace) {
    return new Site(cluster, namespace);
  }

  /** Starts the operator for all namespaces; ends the one before, if there is one. */
  public void startOperator() {
    startOperator(
        Map.of(
            "WATCH_NAMESPACES", "*",
            "POD_NAMESPACE", "default",
            "POD_NAME", "operator-0",
            "OPERATOR_IMAGE", Images.OPERATOR,
            "LEADER_ELECTION", "false",
            "LISTEN_ADDRESS", "127.0.0.1:0",
            "LOG_LEVEL", "INFO"));
  }

  /** The same with other settings; with a {@code KUBECONFIG}, as somebody else. */
  public void startOperator(Map<String, String> environment) {
    stopOperator();
    try {
      operator = Optional.of(cluster.startOperator(List.of(), environment));
    } catch (IOException e) {
      throw new UncheckedIOException("the operator cannot be started", e);
    }
  }

  /** Ends the operator, if one runs; an operator that is installed in the cluster may then work. */
  public void stopOperator() {
    try {
      if (operator.isPresent()) {
        operator.get().close();
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      operator = Optional.empty();
    }
  }

  /** {@code kill -9} of the operator, and a new one. */
  public void replaceKilledOperator() {
    try {
      operator().kill();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    operator = Optional.empty();
    startOperator();
  }

  /** What the operator wrote to its log so far; empty before its start. */
  public String operatorLog() {
    return operator.map(running -> Repository.read(running.log())).orElse("");
  }

  /** The running operator. */
  public OperatorProcess operator() {
    return operator.orElseThrow(() -> new IllegalStateException("no operator runs"));
  }

  /** What the operator has asked of the API server since then. */
  public List<Access> operatorRequestsSince(Instant since) {
    return cluster.api().accessLog().stream()
        .filter(access -> access.caller().equals(CALLER) && !access.time().isBefore(since))
        .toList();
  }

  @Override
  public void close() {
    try {
      stopOperator();
    } finally {
      cluster.close();
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while the operator ends", e);
  }

  private static boolean established(LabCluster cluster) {
    CustomResourceDefinition definition =
        cluster.client().resources(CustomResourceDefinition.class).withName(DEFINITION).get();
    return definition != null
        && definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Established")
                        && condition.getStatus().equals("True"));
  }
}
