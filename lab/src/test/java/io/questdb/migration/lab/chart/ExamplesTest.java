package io.questdb.migration.lab.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
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

/** The examples are well-formed and fit together; that they work is what the lab's scenarios show. */
class ExamplesTest {
  private static final Path EXAMPLES = OperatorChart.REPOSITORY.resolve("examples");

  static Stream<String> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.map(file -> file.getFileName().toString())
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
    assertThat(manifests.others())
        .allSatisfy(
            migration -> {
              assertThat(migration.at("/apiVersion").asText())
                  .isEqualTo("migration.questdb.io/v1alpha1");
              assertThat(migration.at("/kind").asText()).isEqualTo("QuestDBMigration");
              assertThat(migration.at("/metadata/namespace").isMissingNode()).isTrue();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"workload.yaml", "workload-configmap.yaml"})
  void theServicesOfAWorkloadFindItsPod(String name) {
    Manifests manifests = read(name);

    StatefulSet set = manifests.only(StatefulSet.class);
    Map<String, String> labels = set.getSpec().getTemplate().getMetadata().getLabels();
    assertThat(manifests.of(Service.class))
        .allSatisfy(
            service ->
                assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector()))
        .extracting(service -> service.getMetadata().getName())
        .contains(set.getSpec().getServiceName());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"quick-start.yaml", "approval.yaml", "everything.yaml", "server-conf-configmap.yaml"})
  void aMigrationNamesAWorkloadOfTheExamples(String name) {
    String workload =
        name.equals("server-conf-configmap.yaml") ? "workload-configmap.yaml" : "workload.yaml";

    assertThat(migration(name).at("/spec/workload/statefulSetName").asText())
        .isEqualTo(read(workload).only(StatefulSet.class).getMetadata().getName());
  }

  @Test
  void everySecretOfTheLargeExampleIsGivenOrDescribed() {
    Set<String> named = new TreeSet<>();
    collectSecretNames(migration("everything.yaml").path("spec"), "", named);

    List<String> given =
        read("everything-secrets.yaml").of(Secret.class).stream()
            .map(HasMetadata::getMetadata)
            .map(ObjectMeta::getName)
            .toList();
    assertThat(named).containsAll(given);
    // The certificate is the reader's own; the token is written by the operator.
    assertThat(named).hasSize(given.size() + 2).contains("questdb-tls", "ingest-token");
  }

  private static void collectSecretNames(JsonNode node, String field, Set<String> names) {
    if (node.isTextual() && field.endsWith("ecretName")) {
      names.add(node.asText());
    }
    if (field.equals("objectStoreSecretRef")) {
      names.add(node.path("name").asText());
    }
    if (field.equals("imagePullSecrets")) {
      node.forEach(reference -> names.add(reference.path("name").asText()));
    }
    node.properties().forEach(entry -> collectSecretNames(entry.getValue(), entry.getKey(), names));
    if (node.isArray()) {
      node.forEach(element -> collectSecretNames(element, "", names));
    }
  }

  private static JsonNode migration(String name) {
    return read(name).others().get(0);
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
