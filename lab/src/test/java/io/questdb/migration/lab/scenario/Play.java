package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.api.v1alpha1.StepStatus;
import io.questdb.migration.change.Labels;
import io.questdb.migration.lab.apiserver.Fault;
import io.questdb.migration.lab.client.DatabaseClient;
import io.questdb.migration.lab.client.LiveWriter;
import io.questdb.migration.lab.node.CsiKnobs;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.Site;
import io.questdb.migration.lab.stage.Stage;
import io.questdb.migration.lab.stage.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One database under load in a namespace of its own, and what must be true of it at the end. */
final class Play implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(5);

  private static final String SECOND = "second";
  private static final long TRADES = 10_000;
  private static final Duration WRITER = Duration.ofSeconds(30);

  final Stage stage;
  final Site site;
  private final LiveWriter writer;
  private final Map<String, Long> before;
  private final String templateBefore;
  private final String confBefore;

  private Play(Stage stage, Site site) throws InterruptedException, TimeoutException {
    this.stage = stage;
    this.site = site;
    Tables.create(site.administrator(), TRADES);
    writer = site.startWriter(Tables.LIVE);
    writer.awaitAcknowledged(100, WRITER);
    before = Tables.counts(site.administrator());
    templateBefore = specification();
    confBefore = serverConf();
  }

  /** With the workload of the examples and every Secret that they name. */
  static Play begin(Stage stage, String workload) throws InterruptedException, TimeoutException {
    return beginWith(stage, Repository.example(workload));
  }

  /** The same with the manifest of a workload. */
  static Play beginWith(Stage stage, String workload)
      throws InterruptedException, TimeoutException {
    return begin(stage, site -> site.apply(workload));
  }

  /** The same with a workload that somebody makes in the namespace of the site. */
  static Play begin(Stage stage, Consumer<Site> workload)
      throws InterruptedException, TimeoutException {
    Site site = stage.site("play-" + UUID.randomUUID().toString().substring(0, 8));
    site.createSecrets();
    workload.accept(site);
    site.awaitServing();
    return new Play(stage, site);
  }

  void apply(String example) {
    site.apply(Repository.example(example));
  }

  /** Asks for another migration of the same workload; returns its UID. */
  String applySecond() {
    String manifest =
        Repository.example("quick-start.yaml")
            .replace("metadata:\n  name: questdb", "metadata:\n  name: " + SECOND);
    return site.apply(manifest).get(0).getMetadata().getUid();
  }

  RunState second() {
    return RunState.of(
        stage
            .cluster()
            .client()
            .resources(QuestDBMigration.class)
            .inNamespace(site.namespace())
            .withName(SECOND)
            .require());
  }

  RunState awaitEnd() {
    return site.awaitMigration("the migration ends", LIMIT, RunState::ended);
  }

  /** Waits until this step is reached; the run is not over then. */
  void awaitStep(String step) {
    RunState state =
        site.awaitMigration(
            step + " is reached", LIMIT, seen -> seen.ended() || site.reached(step));
    assertThat(state.ended()).as(state.toString()).isFalse();
  }

  /** Lets the record that this step is complete never arrive: its effects are there by then. */
  void loseCompletionOf(String step) {
    stage
        .cluster()
        .api()
        .faults()
        .add(
            new Fault(
                "update",
                "questdbmigrations/status",
                Site.NAME,
                body -> completes(body, step),
                1,
                new Fault.Delay(LIMIT)));
  }

  /** Waits until the operator waits for the record that is lost. */
  void awaitLostCompletion() {
    await("the completion is sent")
        .atMost(LIMIT)
        .until(() -> stage.cluster().api().faults().waiting().isEmpty());
  }

  Surroundings surroundings() {
    return Surroundings.of(stage, site);
  }

  /** Gives the agreement that an approval asks for. */
  void approve(String hash) {
    site.editMigration(migration -> migration.getSpec().getApproval().setPlanHash(hash));
  }

  RunState awaitReason(String condition, String reason) {
    return site.awaitMigration(
        condition + " says " + reason, LIMIT, state -> state.reason(condition).equals(reason));
  }

  /** The pod that keeps the volume while the database is down. */
  String attendingPod() {
    return pods().stream().filter(name -> name.contains("-attend-")).findFirst().orElseThrow();
  }

  /** Keeps a pod object in Terminating until {@link #letGo}, as a node that lost contact does. */
  void holdTermination(String pod) {
    stage.cluster().holdTermination(site.namespace(), pod, LIMIT);
  }

  void letGo(String pod) {
    stage.cluster().letGo(site.namespace(), pod);
  }

  CsiKnobs storage() {
    return stage.cluster().storage();
  }

  /** The API server refuses what this asks for, until {@link #refuseNothing}. */
  void refuse(String verb, String resource, String name, int code) {
    Fault fault = new Fault(verb, resource, name, Integer.MAX_VALUE, new Fault.Answer(code));
    stage.cluster().api().faults().add(fault);
  }

  void refuseNothing() {
    stage.cluster().api().faults().clear();
  }

  /**
   * Stops in front of the point of no return: the template is changed, and the fence is not lifted
   * until {@link #refuseNothing}.
   */
  void stopAtTheFence() {
    awaitStep("StopDatabase");
    refuse("delete", "pods", attendingPod(), 403);
    awaitStep("AllowEnterprise");
  }

  /** The migration succeeded, clients are served by Enterprise and no row is missing. */
  void assertMigrated() throws InterruptedException, TimeoutException {
    RunState end = awaitEnd();
    assertThat(end.condition("Succeeded")).as(end.toString()).isEqualTo("True");
    assertThat(end.condition("Ready")).isEqualTo("True");
    assertHandedOff();
    assertServedByEnterprise();
  }

  void assertServedByEnterprise() throws InterruptedException, TimeoutException {
    assertThat(site.anonymous().edition()).isEqualTo("EE");
    assertNothingLost();
  }

  /** The hand-off says what the workload is now. */
  private void assertHandedOff() {
    Map<String, String> handoff = handoff();
    assertThat(handoff)
        .containsOnlyKeys(
            "README.txt", "statefulset.yaml", "server.conf.properties", "changes.txt");
    assertThat(handoff.get("statefulset.yaml")).contains("image: " + image());
  }

  /** The files that Git or Helm values are made from. */
  Map<String, String> handoff() {
    String name = site.migration().getStatus().getHandoff().getConfigMapName();
    return stage
        .cluster()
        .client()
        .configMaps()
        .inNamespace(site.namespace())
        .withName(name)
        .require()
        .getData();
  }

  /** The image that the template of the workload names. */
  String image() {
    return site.workload().getSpec().getTemplate().getSpec().getContainers().get(0).getImage();
  }

  /** The database is as it was, serves, and no row is missing. */
  void assertUntouched() throws InterruptedException, TimeoutException {
    assertThat(specification()).isEqualTo(templateBefore);
    assertThat(serverConf()).isEqualTo(confBefore);
    site.awaitServing();
    assertThat(site.anonymous().edition()).isEqualTo("OSS");
    assertNoTemporaryPods();
    assertNothingLost();
  }

  /** Also where the merged one has taken its place on the volume. */
  void assertServerConfKept() throws IOException {
    if (stage.cluster().opensVolumes()) {
      try (Stream<Path> files = Files.list(site.volume().resolve("conf"))) {
        assertThat(files.filter(Files::isRegularFile).map(Play::text)).contains(confBefore);
      }
    }
  }

  void assertNoTemporaryPods() {
    assertThat(pods()).isSubsetOf("questdb-0");
  }

  /** Lets everything work again that was told to fail. */
  void calm() {
    if (stage.cluster().opensVolumes()) {
      storage().reset();
    }
    refuseNothing();
  }

  @Override
  public void close() {
    calm();
    site.close();
    stage.cluster().client().namespaces().withName(site.namespace()).delete();
  }

  /** The objects of that run, by the label that everything a run makes carries. */
  List<HasMetadata> madeBy(String runUid) {
    KubernetesClient client = stage.cluster().client();
    return Surroundings.KINDS.stream()
        .flatMap(
            kind ->
                client
                    .resources(kind)
                    .inNamespace(site.namespace())
                    .withLabel(Labels.RUN, runUid)
                    .list()
                    .getItems()
                    .stream())
        .map(HasMetadata.class::cast)
        .toList();
  }

  /** What a property of the server's configuration is in effect. */
  String parameter(String property) {
    return site.administrator()
        .sql("select value from (show parameters) where property_path = '" + property + "'")
        .path(0)
        .path(0)
        .asText();
  }

  /** Which attempt of its section a step is in. */
  int attempt(String step) {
    return row(step).getAttempt();
  }

  /** What the ledger says of a step. */
  StepStatus row(String step) {
    return site.migration().getStatus().getSteps().stream()
        .filter(row -> row.getName().equals(step))
        .findFirst()
        .orElseThrow();
  }

  /** The names of the snapshots that stay, each of which can be restored. */
  List<String> readySnapshots() {
    return snapshots().stream()
        .filter(snapshot -> snapshot.getMetadata().getDeletionTimestamp() == null)
        .peek(snapshot -> assertThat(snapshot.getStatus().getReadyToUse()).isTrue())
        .map(snapshot -> snapshot.getMetadata().getName())
        .toList();
  }

  /** All snapshots of the namespace. */
  List<VolumeSnapshot> snapshots() {
    return stage
        .cluster()
        .client()
        .resources(VolumeSnapshot.class)
        .inNamespace(site.namespace())
        .list()
        .getItems();
  }

  private static boolean completes(JsonNode migration, String step) {
    return StreamSupport.stream(migration.path("status").path("steps").spliterator(), false)
        .anyMatch(
            row ->
                row.path("name").asText().equals(step)
                    && row.path("state").asText().equals("Complete"));
  }

  private List<String> pods() {
    return stage.cluster().client().pods().inNamespace(site.namespace()).list().getItems().stream()
        .map(pod -> pod.getMetadata().getName())
        .toList();
  }

  /** How the container of the database has ended; empty while it runs. */
  Optional<Integer> exitCode() {
    return site.pod().stream()
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .flatMap(status -> Optional.ofNullable(status.getState().getTerminated()).stream())
        .map(ContainerStateTerminated::getExitCode)
        .findFirst();
  }

  /** Rows that the writer was told are written. */
  long acknowledged() {
    return writer.acknowledged();
  }

  /** Rows that another server lacks although it should have them. */
  long lostIn(DatabaseClient other, long acknowledged) {
    return Tables.lost(other, before, acknowledged);
  }

  private void assertNothingLost() throws InterruptedException, TimeoutException {
    writer.finish(WRITER);
    assertThat(Tables.lost(site.administrator(), before, writer.acknowledged())).isZero();
    assertThat(stage.cluster().violations()).isEmpty();
  }

  private String specification() {
    var set = site.workload();
    var annotations = Optional.ofNullable(set.getMetadata().getAnnotations()).orElseGet(Map::of);
    return annotations
        + stage.cluster().client().getKubernetesSerialization().asJson(set.getSpec());
  }

  private String serverConf() {
    if (!stage.cluster().opensVolumes()) {
      return "";
    }
    Path conf = site.volume().resolve("conf/server.conf");
    return Files.exists(conf) ? text(conf) : "";
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
