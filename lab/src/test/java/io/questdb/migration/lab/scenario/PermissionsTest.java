package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.questdb.migration.change.Labels;
import io.questdb.migration.lab.apiserver.Access;
import io.questdb.migration.lab.chart.OperatorChart;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.Site;
import io.questdb.migration.lab.stage.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The chart's rules are what the operator asks of the API server: no less, and no more. */
@Scenarios
class PermissionsTest {
  /**
   * What the scenario leaves out: a first hand-off, which replaces none and is seen in every other
   * one, and leader election, which the lab, with its one operator, does without.
   */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "create configmaps",
          "create leases.coordination.k8s.io",
          "get leases.coordination.k8s.io",
          "patch leases.coordination.k8s.io");

  private final Stage stage;

  PermissionsTest(Stage stage) {
    this.stage = stage;
  }

  @Test
  void everyRequestIsCoveredByARuleAndEveryRuleIsNeeded() throws Exception {
    try (Play play = Play.begin(stage, "workload-configmap.yaml")) {
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
      assertThat(granted()).containsAll(used).containsAll(ELSEWHERE);
      used.addAll(ELSEWHERE);
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

  /** In the outage, so that the merged server.conf is there and goes. */
  private static void givenBack(Play play) {
    play.apply("everything.yaml");
    play.awaitStep("StopDatabase");
    play.site.deleteMigration();
    play.site.awaitMigrationGone(Play.LIMIT);
  }

  /** Where an earlier migration of that name has left its hand-off. */
  private void migrated(Play play) throws Exception {
    stage
        .cluster()
        .client()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(play.site.namespace())
                .withName(Site.NAME + "-handoff")
                .withLabels(Labels.ofRun(UUID.randomUUID().toString()))
                .endMetadata()
                .build())
        .create();
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
