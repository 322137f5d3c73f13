package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.lab.apiserver.Access;
import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * An operator costs nothing while there is nothing to do. What it costs is written to {@code
 * lab/target/at-rest-control-plane.json}. The time of rest is a minute, or what {@code
 * -Dlab.rest=PT20M} says.
 */
@Scenarios
@OnlyOn(
    cluster = ClusterKind.CONTROL_PLANE,
    reason = "its requests are read from the audit log of kube-apiserver")
class OperatorAtRestTest {
  private static final int FINISHED = 1000;
  private static final Duration QUIET = Duration.ofSeconds(5);
  private static final int MOST_MIB = 256;
  private static final Duration REST = Duration.parse(System.getProperty("lab.rest", "PT1M"));

  private final Stage stage;
  private final String archive = "archive-" + UUID.randomUUID().toString().substring(0, 8);

  /**
   * What was measured.
   *
   * @param startSeconds until each migration was looked at
   * @param leaseRequests of the leader election, which are not in {@code requests}
   */
  record AtRest(
      int finished,
      double startSeconds,
      long requestsAtStart,
      long restSeconds,
      long requests,
      long leaseRequests,
      long residentMiB) {}

  OperatorAtRestTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void aThousandFinishedMigrationsAndOneThatAwaitsApprovalAreLeftAlone() throws Exception {
    try (Play finished = Play.begin(stage, "workload.yaml");
        Play waiting = Play.begin(stage, "workload.yaml")) {
      // Given
      waiting.apply("approval.yaml");
      finished.apply("quick-start.yaml");
      finished.assertMigrated();
      waiting.awaitReason("Approved", "AwaitingApproval");
      stage.stopOperator(); // it would take each for a new one before its status is there
      archive(finished.site.migration());
      Bookmarks bookmarks = new Bookmarks();
      try (Installation operator = Installation.start(stage, Map.of("watch.allNamespaces", true));
          Watch watch = watchArchive(bookmarks)) {
        // When
        report(startAndRest(operator));
        // Then
        assertThat(bookmarks.versions).as("nobody has to list anew after a rest").isNotEmpty();
        assertThat(operator.requests())
            .filteredOn(access -> access.verb().equals("watch"))
            .filteredOn(access -> !access.namespace().isEmpty())
            .as("beside the one of all migrations, which is renewed every few minutes")
            .extracting(Access::resource)
            .containsExactlyInAnyOrder("statefulsets", "pods", "pods", "volumesnapshots");
        assertThat(operator.requests())
            .filteredOn(access -> access.namespace().equals(archive))
            .allSatisfy(access -> assertThat(access.verb()).isEqualTo("get"));
        assertThat(stage.operator().residentMiB()).isLessThanOrEqualTo(MOST_MIB);
        // When
        waiting.approve(waiting.site.migration().getStatus().getPlan().getHash());
        // Then
        waiting.assertMigrated();
      }
    } finally {
      stage.cluster().client().namespaces().withName(archive).delete();
    }
  }

  /** What a watch is told while nothing changes of what it watches. */
  private static final class Bookmarks implements Watcher<QuestDBMigration> {
    private final List<String> versions = new CopyOnWriteArrayList<>();

    @Override
    public void eventReceived(Action action, QuestDBMigration migration) {
      if (action == Action.BOOKMARK) {
        versions.add(migration.getMetadata().getResourceVersion());
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      // Then there are no more.
    }
  }

  /** As the operator's own watches ask. */
  private Watch watchArchive(Bookmarks bookmarks) {
    var archived = stage.cluster().client().resources(QuestDBMigration.class).inNamespace(archive);
    String now =
        archived
            .list(new ListOptionsBuilder().withLimit(1L).build())
            .getMetadata()
            .getResourceVersion();
    return archived.watch(
        new ListOptionsBuilder().withAllowWatchBookmarks(true).withResourceVersion(now).build(),
        bookmarks);
  }

  /** While it rests, it may ask for something twice a minute. */
  private AtRest startAndRest(Installation operator) {
    Instant begin = Instant.now();
    await("each is looked at")
        .pollInterval(Duration.ofSeconds(1)) // the whole audit log is read
        .atMost(Duration.ofMinutes(5))
        .until(() -> looks(operator.requests()) >= FINISHED + 2);
    Duration looked = Duration.between(begin, Instant.now());
    await("the pass over the one that waits ends, too")
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> work(operator.requestsSince(Instant.now().minus(QUIET))).isEmpty());
    int start = operator.requests().size();
    Instant rest = Instant.now();
    await("it rests")
        .pollInterval(Duration.ofSeconds(1))
        .during(REST)
        .atMost(REST.plusSeconds(20))
        .untilAsserted(
            () ->
                assertThat(work(operator.requestsSince(rest)))
                    .hasSizeLessThanOrEqualTo(Math.toIntExact(2 * REST.toMinutes())));
    List<Access> asked = operator.requestsSince(rest);
    int work = work(asked).size();
    return new AtRest(
        FINISHED,
        looked.toMillis() / 1000.0,
        start,
        REST.toSeconds(),
        work,
        asked.size() - work,
        stage.operator().residentMiB());
  }

  /** Copies of a migration that has ended. */
  private void archive(QuestDBMigration ended) {
    KubernetesClient client = stage.cluster().client();
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(archive).endMetadata().build())
        .create();
    IntStream.range(0, FINISHED)
        .parallel()
        .forEach(
            number -> {
              QuestDBMigration copy = new QuestDBMigration();
              copy.setMetadata(
                  new ObjectMetaBuilder()
                      .withNamespace(archive)
                      .withName("finished-" + number)
                      .build());
              copy.setSpec(ended.getSpec());
              copy.setMetadata(client.resource(copy).create().getMetadata());
              copy.setStatus(ended.getStatus());
              client.resource(copy).updateStatus();
            });
  }

  private static long looks(List<Access> asked) {
    return asked.stream()
        .filter(access -> access.verb().equals("get"))
        .filter(access -> access.resource().equals("questdbmigrations"))
        .map(access -> access.namespace() + "/" + access.name())
        .distinct()
        .count();
  }

  private static List<Access> work(List<Access> asked) {
    return asked.stream().filter(access -> !access.resource().equals("leases")).toList();
  }

  private static void report(AtRest atRest) throws IOException {
    Path file = Repository.root().resolve("lab/target/at-rest-control-plane.json");
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), atRest);
  }
}
