package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.lab.apiserver.Access;
import io.questdb.migration.lab.chart.OperatorChart;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The chart's rules are what the operator asks of the API server: no less, and no more. */
@Scenarios
class PermissionsTest {
  /** Granted, although no part of this test needs it. */
  private static final Map<String, String> SPARE =
      Map.ofEntries(
          Map.entry(
              "create leases.coordination.k8s.io",
              "the lab runs one operator, without leader election"),
          Map.entry(
              "get leases.coordination.k8s.io",
              "the lab runs one operator, without leader election"),
          Map.entry(
              "patch leases.coordination.k8s.io",
              "the lab runs one operator, without leader election"),
          Map.entry(
              "delete secrets",
              "a merged server.conf of an outage that was given back, when it lives in an object"),
          Map.entry("update configmaps", "a hand-off of an earlier migration of that name"));

  private final Stage stage;

  PermissionsTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void everyRequestIsCoveredByARuleAndEveryRuleIsNeeded() throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      Instant begin = Instant.now();
      stage.startOperator();
      // When
      blocked(play);
      givenBack(play);
      migrated(play);
      // Then
      List<Access> asked = stage.operatorRequestsSince(begin);
      assertThat(asked).hasSizeGreaterThan(100);
      Set<String> used =
          asked.stream()
              .filter(access -> !access.resource().isEmpty())
              .map(PermissionsTest::permission)
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(granted()).containsAll(used).containsAll(SPARE.keySet());
      used.addAll(SPARE.keySet());
      assertThat(used).containsAll(granted());
    }
  }

  private static void blocked(Play play) {
    play.site.apply(
        Repository.example("everything.yaml")
            .replace("secretName: questdb-tls", "secretName: no-such"));
    play.awaitReason("Stalled", "SecretNotFound");
    play.site.deleteMigration();
    play.site.awaitMigrationGone(Play.LIMIT);
  }

  private static void givenBack(Play play) {
    play.apply("everything.yaml");
    play.awaitStep("StopDatabase");
    play.site.deleteMigration();
    play.site.awaitMigrationGone(Play.LIMIT);
  }

  private static void migrated(Play play) throws Exception {
    play.apply("everything.yaml");
    play.assertMigrated();
  }

  private static Set<String> granted() {
    return OperatorChart.rules().stream()
        .flatMap(
            rule ->
                rule.getApiGroups().stream()
                    .flatMap(
                        group ->
                            rule.getResources().stream()
                                .flatMap(
                                    resource ->
                                        rule.getVerbs().stream()
                                            .map(verb -> name(verb, group, resource)))))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String permission(Access access) {
    String resource =
        access.subresource().isEmpty()
            ? access.resource()
            : access.resource() + "/" + access.subresource();
    return name(access.verb(), access.apiGroup(), resource);
  }

  private static String name(String verb, String group, String resource) {
    return verb + " " + resource + (group.isEmpty() ? "" : "." + group);
  }
}
