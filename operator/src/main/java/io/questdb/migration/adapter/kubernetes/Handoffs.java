package io.questdb.migration.adapter.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.questdb.migration.change.Labels;
import io.questdb.migration.facts.Handoff;
import io.questdb.migration.ports.PortException;
import java.util.Map;
import java.util.Optional;

/** Hand-offs as ConfigMaps without owner: they outlive the migration. */
final class Handoffs {
  private final Api api;

  Handoffs(Api api) {
    this.api = api;
  }

  Optional<Handoff> read(String namespace, String name) {
    return api.get(ConfigMap.class, namespace, name).map(Handoffs::handoff);
  }

  /** Writes at the resourceVersion that was read; only what a migration wrote is replaced. */
  void write(String namespace, String name, String runUid, Map<String, String> files) {
    Optional<ConfigMap> found = api.get(ConfigMap.class, namespace, name);
    if (found.isEmpty()) {
      api.create(
          new ConfigMapBuilder()
              .withNewMetadata()
              .withNamespace(namespace)
              .withName(name)
              .withLabels(Labels.ofRun(runUid))
              .endMetadata()
              .withData(files)
              .build());
      return;
    }
    if (handoff(found.get()).runUid().isEmpty()) {
      throw new PortException.Rejected(
          Api.describe("ConfigMap", namespace, name)
              + " was not written by a migration: rename or remove it");
    }
    api.update(
        new ConfigMapBuilder(found.get())
            .editMetadata()
            .addToLabels(Labels.ofRun(runUid))
            .endMetadata()
            .withData(files)
            .build());
  }

  private static Handoff handoff(ConfigMap map) {
    return new Handoff(
        map.getMetadata().getName(),
        Labels.runOf(map.getMetadata().getLabels()),
        Optional.ofNullable(map.getData()).orElse(Map.of()));
  }
}
