package io.questdb.migration.lab.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OperatorChartTest {
  private static final Map<String, ?> OWN_NAMESPACE = Map.of();
  private static final Map<String, ?> SEVERAL_NAMESPACES =
      Map.of("watch.namespaces[0]", "trades", "watch.namespaces[1]", "quotes");
  private static final Map<String, ?> ALL_NAMESPACES = Map.of("watch.allNamespaces", true);

  static Stream<Map<String, ?>> modes() {
    return Stream.of(OWN_NAMESPACE, SEVERAL_NAMESPACES, ALL_NAMESPACES);
  }

  @Test
  void theChartLintsWithoutAWarning() {
    LintResult result = OperatorChart.lint();

    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    assertThat(result.getMessages()).noneMatch(message -> message.contains("[WARNING]"));
  }

  @Test
  void byDefaultOnlyTheOperatorsOwnNamespaceIsWatched() {
    Manifests manifests = render(OWN_NAMESPACE);

    assertThat(environment(manifests)).containsEntry("WATCH_NAMESPACES", "questdb");
    assertThat(namespacesOf(manifests.of(Role.class), "questdb-migration-operator"))
        .containsExactly("questdb");
    assertThat(manifests.of(ClusterRole.class))
        .extracting(role -> role.getMetadata().getName())
        .containsExactly("questdb:questdb-migration-operator:reader");
  }

  @Test
  void aListOfNamespacesGetsARoleAndABindingInEach() {
    Manifests manifests = render(SEVERAL_NAMESPACES);

    assertThat(environment(manifests)).containsEntry("WATCH_NAMESPACES", "trades,quotes");
    assertThat(namespacesOf(manifests.of(Role.class), "questdb-migration-operator"))
        .containsExactlyInAnyOrder("trades", "quotes");
    assertThat(namespacesOf(manifests.of(RoleBinding.class), "questdb-migration-operator"))
        .containsExactlyInAnyOrder("trades", "quotes");
  }

  @Test
  void allNamespacesNeedAClusterRoleAndNoRole() {
    Manifests manifests = render(ALL_NAMESPACES);

    assertThat(environment(manifests)).containsEntry("WATCH_NAMESPACES", "*");
    assertThat(namespacesOf(manifests.of(Role.class), "questdb-migration-operator")).isEmpty();
    assertThat(manifests.of(ClusterRoleBinding.class))
        .extracting(binding -> binding.getRoleRef().getName())
        .containsExactlyInAnyOrder(
            "questdb:questdb-migration-operator", "questdb:questdb-migration-operator:reader");
  }

  @ParameterizedTest
  @MethodSource("modes")
  void theRulesAreTheSameInEveryMode(Map<String, ?> values) {
    assertThat(watchedRules(render(values)))
        .containsOnly(watchedRules(render(OWN_NAMESPACE)).get(0));
  }

  @ParameterizedTest
  @MethodSource("modes")
  void everyBindingNamesARoleAndAServiceAccountOfTheChart(Map<String, ?> values) {
    Manifests manifests = render(values);

    List<String> roles =
        manifests.objects().stream()
            .filter(object -> object instanceof Role || object instanceof ClusterRole)
            .map(OperatorChartTest::kindAndName)
            .toList();
    String account = manifests.only(ServiceAccount.class).getMetadata().getName();
    assertThat(manifests.of(RoleBinding.class))
        .allSatisfy(
            binding -> {
              assertThat(roles).contains("Role/" + binding.getRoleRef().getName());
              assertThat(binding.getSubjects().get(0).getName()).isEqualTo(account);
              assertThat(binding.getSubjects().get(0).getNamespace()).isEqualTo("questdb");
            });
    assertThat(manifests.of(ClusterRoleBinding.class))
        .allSatisfy(
            binding -> assertThat(roles).contains("ClusterRole/" + binding.getRoleRef().getName()));
  }

  @ParameterizedTest
  @MethodSource("modes")
  void noSecretIsEverListedOrWatchedAndNothingIsAWildcard(Map<String, ?> values) {
    List<PolicyRule> rules = allRules(render(values));

    assertThat(rules)
        .filteredOn(rule -> rule.getResources().contains("secrets"))
        .isNotEmpty()
        .allSatisfy(
            rule ->
                assertThat(rule.getVerbs()).doesNotContain("list", "watch", "deletecollection"));
    assertThat(rules)
        .allSatisfy(
            rule -> {
              assertThat(rule.getVerbs()).doesNotContain("*", "escalate", "bind", "impersonate");
              assertThat(rule.getResources()).doesNotContain("*");
              assertThat(rule.getApiGroups()).doesNotContain("*");
            });
  }

  @Test
  void whatHasNoNamespaceIsOnlyEverRead() {
    ClusterRole reader = render(OWN_NAMESPACE).only(ClusterRole.class);

    assertThat(reader.getRules())
        .allSatisfy(rule -> assertThat(rule.getVerbs()).isSubsetOf("get", "list"));
  }

  @Test
  void theOperatorFitsTheRestrictedPodSecurityStandard() {
    PodSpec pod = podSpec(render(OWN_NAMESPACE));

    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(10001);
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(Stream.of(pod.getInitContainers(), pod.getContainers()).flatMap(Collection::stream))
        .isNotEmpty()
        .allSatisfy(
            container -> {
              assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
              assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
              assertThat(container.getSecurityContext().getCapabilities().getDrop())
                  .containsExactly("ALL");
            });
    assertThat(pod.getVolumes()).allSatisfy(volume -> assertThat(volume.getEmptyDir()).isNotNull());
  }

  @Test
  void theClusterMayChooseTheUser() {
    PodSpec pod = podSpec(render(Map.of("runAsUser", "null")));

    assertThat(pod.getSecurityContext().getRunAsUser()).isNull();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0,Recreate", "1,Recreate", "2,RollingUpdate"})
  void aSingleOperatorEndsBeforeItsSuccessorStarts(int replicas, String strategy) {
    Deployment deployment = render(Map.of("replicas", replicas)).only(Deployment.class);

    assertThat(deployment.getSpec().getReplicas()).isEqualTo(replicas);
    assertThat(deployment.getSpec().getStrategy().getType()).isEqualTo(strategy);
  }

  @Test
  void anOperatorWithoutMemoryEndsAndDoesNotStayWithHalfOfItsThreads() {
    assertThat(environment(render(OWN_NAMESPACE)).get("JAVA_TOOL_OPTIONS"))
        .contains("-XX:+ExitOnOutOfMemoryError");
  }

  @Test
  void theOperatorKnowsItsOwnImageAndHowToPullIt() {
    Manifests manifests =
        render(
            Map.of(
                "image.repository", "registry.example.com/operator",
                "image.tag", "1.2.3",
                "imagePullSecrets[0].name", "first",
                "imagePullSecrets[1].name", "second"));

    Container operator = podSpec(manifests).getContainers().get(0);
    assertThat(operator.getImage()).isEqualTo("registry.example.com/operator:1.2.3");
    assertThat(environment(manifests))
        .containsEntry("OPERATOR_IMAGE", operator.getImage())
        .containsEntry("OPERATOR_IMAGE_PULL_SECRETS", "first,second");
  }

  @Test
  void theSelectorsOfTheServiceAndTheDeploymentFindTheOperator() {
    Manifests manifests = render(Map.of("metrics.service.enabled", true));

    Deployment deployment = manifests.only(Deployment.class);
    Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
    assertThat(labels).containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels());
    assertThat(labels).containsAllEntriesOf(manifests.only(Service.class).getSpec().getSelector());
  }

  @ParameterizedTest
  @CsvSource({
    "replica, 1",
    "replicas, 4",
    "replicas, one",
    "image.pullPolicy, Sometimes",
    "image.repository, ''",
    "image.digest, sha256:12",
    "image.registry, example.com",
    "watch.namespaces[0], Not_A_Namespace",
    "imagePullSecrets[0], registry",
    "resources.limit.memory, 256Mi",
    "leaderElection.enabled, maybe",
    "runAsUser, 0",
    "concurrentRuns, 0",
    "logLevel, LOUD"
  })
  void aWrongValueIsRefused(String name, String value) {
    assertThatThrownBy(() -> render(Map.of(name, value))).hasMessageContaining("schema");
  }

  @Test
  void valuesThatContradictEachOtherAreRefused() {
    assertThatThrownBy(
            () -> render(Map.of("watch.allNamespaces", true, "watch.namespaces[0]", "trades")))
        .hasMessageContaining("schema");
    assertThatThrownBy(() -> render(Map.of("replicas", 2, "leaderElection.enabled", false)))
        .hasMessageContaining("schema");
  }

  private static Manifests render(Map<String, ?> values) {
    return Manifests.parse(OperatorChart.render(values));
  }

  private static PodSpec podSpec(Manifests manifests) {
    return manifests.only(Deployment.class).getSpec().getTemplate().getSpec();
  }

  private static Map<String, String> environment(Manifests manifests) {
    return podSpec(manifests).getContainers().get(0).getEnv().stream()
        .filter(variable -> variable.getValueFrom() == null)
        .collect(
            Collectors.toMap(
                EnvVar::getName,
                variable -> variable.getValue() == null ? "" : variable.getValue()));
  }

  private static List<List<PolicyRule>> watchedRules(Manifests manifests) {
    Stream<List<PolicyRule>> roles =
        manifests.of(Role.class).stream()
            .filter(role -> role.getMetadata().getName().equals("questdb-migration-operator"))
            .map(Role::getRules);
    Stream<List<PolicyRule>> clusterRoles =
        manifests.of(ClusterRole.class).stream()
            .filter(role -> !role.getMetadata().getName().endsWith(":reader"))
            .map(ClusterRole::getRules);
    return Stream.concat(roles, clusterRoles).toList();
  }

  private static List<PolicyRule> allRules(Manifests manifests) {
    return Stream.concat(
            manifests.of(Role.class).stream().map(Role::getRules),
            manifests.of(ClusterRole.class).stream().map(ClusterRole::getRules))
        .flatMap(List::stream)
        .toList();
  }

  private static List<String> namespacesOf(List<? extends HasMetadata> objects, String name) {
    return objects.stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .map(object -> object.getMetadata().getNamespace())
        .toList();
  }

  private static String kindAndName(HasMetadata object) {
    return object.getKind() + "/" + object.getMetadata().getName();
  }
}
