package io.questdb.migration.lab.chart;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Kubernetes objects read so strictly that a misspelt or misplaced field is an error, as with a
 * strict dry run.
 */
final class Manifests {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  // The models keep unknown fields in a map; without that map they are refused.
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              });

  private static final Map<String, Class<? extends HasMetadata>> TYPES =
      Stream.of(
              ClusterRole.class,
              ClusterRoleBinding.class,
              ConfigMap.class,
              Deployment.class,
              QuestDBMigration.class,
              Role.class,
              RoleBinding.class,
              Secret.class,
              Service.class,
              ServiceAccount.class,
              StatefulSet.class)
          .collect(Collectors.toMap(Class::getSimpleName, Function.identity()));

  private final List<JsonNode> documents;

  private Manifests(List<JsonNode> documents) {
    this.documents = documents;
  }

  static Manifests parse(String yaml) {
    List<JsonNode> documents = new ArrayList<>();
    try (MappingIterator<JsonNode> iterator = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      iterator.forEachRemaining(documents::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    documents.removeIf(document -> document == null || document.isNull() || document.isEmpty());
    return new Manifests(documents);
  }

  /** Every object, in order. */
  List<HasMetadata> objects() {
    return documents.stream().map(Manifests::read).toList();
  }

  <T extends HasMetadata> List<T> of(Class<T> type) {
    return objects().stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T extends HasMetadata> T only(Class<T> type) {
    List<T> found = of(type);
    if (found.size() != 1) {
      throw new AssertionError("expected one " + type.getSimpleName() + ", found " + found.size());
    }
    return found.get(0);
  }

  private static HasMetadata read(JsonNode document) {
    Class<? extends HasMetadata> type = TYPES.get(document.path("kind").asText());
    if (type == null) {
      throw new AssertionError("no type for the kind of " + document);
    }
    return STRICT.convertValue(document, type);
  }
}
