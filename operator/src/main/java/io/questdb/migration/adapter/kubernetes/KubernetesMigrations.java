package io.questdb.migration.adapter.kubernetes;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.questdb.migration.adapter.kubernetes.ErrorTranslation.Verb;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationStatus;
import io.questdb.migration.ports.Migrations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The resources by fabric8, never from a cache. */
public final class KubernetesMigrations implements Migrations {
  private final KubernetesClient client;
  private final Api api;

  public KubernetesMigrations(KubernetesClient client) {
    this.client = client;
    this.api = new Api(client);
  }

  @Override
  public Optional<QuestDBMigration> get(String namespace, String name) {
    return api.get(QuestDBMigration.class, namespace, name);
  }

  @Override
  public QuestDBMigration writeStatus(QuestDBMigration resource, QuestDBMigrationStatus status) {
    QuestDBMigration changed = new QuestDBMigration();
    changed.setMetadata(new ObjectMetaBuilder(resource.getMetadata()).build());
    changed.setSpec(resource.getSpec());
    changed.setStatus(status);
    return write(resource, () -> client.resource(changed).updateStatus());
  }

  @Override
  public QuestDBMigration writeConditions(QuestDBMigration resource, List<Condition> conditions) {
    return patch(resource, "status", Map.of("status", Map.of("conditions", conditions)), Map.of());
  }

  /** A merge patch: a PUT would drop the fields of the spec that this version does not know. */
  @Override
  public QuestDBMigration writeFinalizers(QuestDBMigration resource, List<String> finalizers) {
    return patch(resource, "", Map.of(), Map.of("finalizers", finalizers));
  }

  private QuestDBMigration patch(
      QuestDBMigration resource,
      String subresource,
      Map<String, Object> body,
      Map<String, Object> metadata) {
    Map<String, Object> meta = new HashMap<>(metadata);
    meta.put("resourceVersion", resource.getMetadata().getResourceVersion());
    Map<String, Object> patch = new HashMap<>(body);
    patch.put("metadata", meta);
    String json = client.getKubernetesSerialization().asJson(patch);
    PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);
    Resource<QuestDBMigration> target =
        client
            .resources(QuestDBMigration.class)
            .inNamespace(resource.getMetadata().getNamespace())
            .withName(resource.getMetadata().getName());
    return write(
        resource,
        () ->
            subresource.isEmpty()
                ? target.patch(merge, json)
                : target.subresource(subresource).patch(merge, json));
  }

  private static QuestDBMigration write(
      QuestDBMigration resource, Supplier<QuestDBMigration> request) {
    try {
      return request.get();
    } catch (KubernetesClientException e) {
      throw ErrorTranslation.translate(
          Verb.UPDATE,
          Api.describe(
              resource.getKind(),
              resource.getMetadata().getNamespace(),
              resource.getMetadata().getName()),
          true,
          e);
    }
  }
}
