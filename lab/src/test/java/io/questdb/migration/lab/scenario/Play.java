package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.questdb.migration.lab.client.LiveWriter;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.Site;
import io.questdb.migration.lab.stage.Stage;
import io.questdb.migration.lab.stage.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/** One database under load in a namespace of its own, and what must be true of it at the end. */
final class Play implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(5);

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
    Site site = stage.site("play-" + UUID.randomUUID().toString().substring(0, 8));
    site.createSecrets();
    site.startDatabase(Repository.example(workload));
    return new Play(stage, site);
  }

  void apply(String example) {
    site.apply(Repository.example(example));
  }

  RunState awaitEnd() {
    return site.awaitMigration("the migration ends", LIMIT, RunState::ended);
  }

  /** Waits until this step has begun and is not over. */
  RunState awaitStep(String step) {
    return site.awaitMigration(
        step + " is the open step",
        LIMIT,
        state -> state.ended() || state.step().filter(step::equals).isPresent());
  }

  /** The migration succeeded, clients are served by Enterprise and no row is missing. */
  void assertMigrated() throws InterruptedException, TimeoutException {
    RunState end = awaitEnd();
    assertThat(end.condition("Succeeded")).as(end.toString()).isEqualTo("True");
    assertThat(end.condition("Ready")).isEqualTo("True");
    assertThat(site.anonymous().edition()).isEqualTo("EE");
    assertHandedOff();
    assertNothingLost();
  }

  /** The hand-off says what the workload is now. */
  private void assertHandedOff() {
    String name = site.migration().getStatus().getHandoff().getConfigMapName();
    ConfigMap handoff =
        stage.cluster().client().configMaps().inNamespace(site.namespace()).withName(name).get();
    String image =
        site.workload().getSpec().getTemplate().getSpec().getContainers().get(0).getImage();
    assertThat(handoff.getData())
        .containsOnlyKeys(
            "README.txt", "statefulset.yaml", "server.conf.properties", "changes.txt");
    assertThat(handoff.getData().get("statefulset.yaml")).contains("image: " + image);
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

  void assertNoTemporaryPods() {
    assertThat(stage.cluster().client().pods().inNamespace(site.namespace()).list().getItems())
        .extracting(pod -> pod.getMetadata().getName())
        .isSubsetOf("questdb-0");
  }

  @Override
  public void close() {
    site.close();
    stage.cluster().client().namespaces().withName(site.namespace()).delete();
  }

  private void assertNothingLost() throws InterruptedException, TimeoutException {
    writer.finish(WRITER);
    assertThat(Tables.lost(site.administrator(), before, writer.acknowledged())).isZero();
    assertThat(stage.cluster().violations()).isEmpty();
  }

  private String specification() {
    var set = site.workload();
    return stage.cluster().client().getKubernetesSerialization().asJson(set.getSpec());
  }

  private String serverConf() {
    Path conf = site.volume().resolve("conf/server.conf");
    try {
      return Files.exists(conf) ? Files.readString(conf) : "";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
