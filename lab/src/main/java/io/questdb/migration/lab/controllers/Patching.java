package io.questdb.migration.lab.controllers;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;

/** Merge patches, which need no resourceVersion and touch only what they name. */
final class Patching {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final KubernetesClient client;

  Patching(KubernetesClient client) {
    this.client = client;
  }

  void object(HasMetadata object, Map<String, ?> fields) {
    client.resource(object).patch(MERGE, json(fields));
  }

  void status(HasMetadata object, Object status) {
    client.resource(object).subresource("status").patch(MERGE, json(Map.of("status", status)));
  }

  private String json(Object fields) {
    return client.getKubernetesSerialization().asJson(fields);
  }
}
