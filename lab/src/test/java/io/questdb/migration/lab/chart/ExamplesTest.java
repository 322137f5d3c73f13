package io.questdb.migration.lab.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples are well-formed and fit together; that they work is what the lab's scenarios show.
 */
class ExamplesTest {
  private static final Path EXAMPLES = OperatorChart.REPOSITORY.resolve("examples");

  static Stream<String> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleSaysWhatItIsAndLeavesTheNamespaceToTheReader(String name) {
    Manifests manifests = read(name);

    assertThat(text(name)).startsWith("# ");
    assertThat(manifests.objects())
        .allSatisfy(object -> assertThat(object.getMetadata().getNamespace()).isNull());
  }

  @ParameterizedTest
  @ValueSource(strings = {"workload.yaml", "workload-configmap.yaml"})
  void theServicesOfAWorkloadFindItsPod(String name) {
    Manifests manifests = read(name);

    StatefulSet set = manifests.only(StatefulSet.class);
    Map<String, String> labels = set.getSpec().getTemplate().getMetadata().getLabels();
    assertThat(manifests.of(Service.class))
        .allSatisfy(
            service -> assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector()))
        .extracting(service -> service.getMetadata().getName())
        .contains(set.getSpec().getServiceName());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quick-start.yaml",
        "approval.yaml",
        "everything.yaml",
        "server-conf-configmap.yaml"
      })
  void aMigrationNamesAWorkloadOfTheExamples(String name) {
    String workload =
        name.equals("server-conf-configmap.yaml") ? "workload-configmap.yaml" : "workload.yaml";

    assertThat(migration(name).getWorkload().getStatefulSetName())
        .isEqualTo(read(workload).only(StatefulSet.class).getMetadata().getName());
  }

  @Test
  void everySecretOfTheLargeExampleIsGivenOrDescribed() {
    QuestDBMigrationSpec spec = migration("everything.yaml");
    Set<String> named = new TreeSet<>();
    named.add(spec.getTls().getSecretName());
    named.add(spec.getAccess().getAdminSecretName());
    named.add(spec.getReplication().getObjectStoreSecretRef().getName());
    spec.getEnterprise().getImagePullSecrets().forEach(secret -> named.add(secret.getName()));
    spec.getAccess().getUsers().forEach(user -> named.add(user.getPasswordSecretName()));
    spec.getAccess()
        .getServiceAccounts()
        .forEach(account -> named.add(account.getToken().getSecretName()));

    List<String> given =
        read("everything-secrets.yaml").of(Secret.class).stream()
            .map(HasMetadata::getMetadata)
            .map(ObjectMeta::getName)
            .toList();
    assertThat(named).containsAll(given);
    // The certificate is the reader's own; the token is written by the operator.
    assertThat(named).hasSize(given.size() + 2).contains("questdb-tls", "ingest-token");
  }

  private static QuestDBMigrationSpec migration(String name) {
    return read(name).only(QuestDBMigration.class).getSpec();
  }

  private static Manifests read(String name) {
    return Manifests.parse(text(name));
  }

  private static String text(String name) {
    try {
      return Files.readString(EXAMPLES.resolve(name), UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
