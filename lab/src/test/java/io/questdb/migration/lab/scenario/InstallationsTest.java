package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.questdb.migration.lab.apiserver.Access;
import io.questdb.migration.lab.cluster.ClusterKind;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The rights that the chart gives are enough for a whole migration, however it is installed. What
 * each asked of the API server is written to {@code lab/target/requests-control-plane.json}.
 */
@Scenarios
@OnlyOn(
    cluster = ClusterKind.CONTROL_PLANE,
    reason = "what is refused is decided by kube-apiserver alone")
class InstallationsTest {
  private static final Map<String, Map<String, Long>> REQUESTS = new TreeMap<>();

  private final Stage stage;

  InstallationsTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void anOperatorOfAllNamespacesMigratesAndIsRefusedNothing() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml");
        Installation operator = Installation.start(stage, Map.of("watch.allNamespaces", true))) {
      assertMigrates(play, "quick-start.yaml", operator);
    }
  }

  @Test
  void anOperatorOfListedNamespacesMigratesAndIsRefusedNothing() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml");
        Installation operator =
            Installation.start(
                stage,
                Map.of(
                    "watch.namespaces[0]",
                    "default",
                    "watch.namespaces[1]",
                    play.site.namespace()))) {
      assertMigrates(play, "everything.yaml", operator);
    }
  }

  private static void assertMigrates(Play play, String example, Installation operator)
      throws Exception {
    // When
    play.apply(example);
    play.assertMigrated();
    // Then
    List<Access> asked = operator.requests();
    assertThat(asked).hasSizeGreaterThan(100);
    assertThat(asked).filteredOn(access -> access.status() == 403).isEmpty();
    assertThat(asked)
        .filteredOn(access -> access.resource().equals("secrets"))
        .isNotEmpty()
        .extracting(Access::verb)
        .isSubsetOf("get", "create", "update", "delete");
    REQUESTS.put(example, counted(asked));
    Path file = Repository.root().resolve("lab/target/requests-control-plane.json");
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(file.toFile(), REQUESTS);
  }

  private static Map<String, Long> counted(List<Access> asked) {
    Map<String, Long> counts = new TreeMap<>();
    for (Access access : asked) {
      String subresource = access.subresource().isEmpty() ? "" : "/" + access.subresource();
      String resource = access.resource().isEmpty() ? access.name() : access.resource();
      String dryRun = access.dryRun() ? " (dry run)" : "";
      counts.merge(access.verb() + " " + resource + subresource + dryRun, 1L, Long::sum);
    }
    return counts;
  }
}
