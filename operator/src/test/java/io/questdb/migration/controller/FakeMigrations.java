package io.questdb.migration.controller;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationStatus;
import io.questdb.migration.ports.Migrations;
import io.questdb.migration.ports.PortException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One resource, as the API server would keep it: as text, at a resourceVersion. */
final class FakeMigrations implements Migrations {
  private final List<String> calls;
  private Optional<String> stored = Optional.empty();
  private long version = 1;
  private int conflicts;

  FakeMigrations(QuestDBMigration resource, List<String> calls) {
    this.calls = calls;
    resource.getMetadata().setResourceVersion("1");
    stored = Optional.of(Serialization.asJson(resource));
  }

  QuestDBMigration now() {
    return get("", "").orElseThrow();
  }

  /** Somebody else writes the resource. */
  void edit(Consumer<QuestDBMigration> change) {
    QuestDBMigration resource = now();
    change.accept(resource);
    store(resource);
  }

  /** The next writes meet a newer version. */
  void conflict(int times) {
    conflicts = times;
  }

  @Override
  public Optional<QuestDBMigration> get(String namespace, String name) {
    return stored.map(json -> Serialization.unmarshal(json, QuestDBMigration.class));
  }

  @Override
  public QuestDBMigration writeStatus(QuestDBMigration resource, QuestDBMigrationStatus status) {
    return write("writeStatus", resource, now -> now.setStatus(status));
  }

  @Override
  public QuestDBMigration writeConditions(QuestDBMigration resource, List<Condition> conditions) {
    return write("writeConditions", resource, now -> now.getStatus().setConditions(conditions));
  }

  @Override
  public QuestDBMigration writeFinalizers(QuestDBMigration resource, List<String> finalizers) {
    String what = finalizers.isEmpty() ? "removeFinalizer" : "addFinalizer";
    return write(what, resource, now -> now.getMetadata().setFinalizers(finalizers));
  }

  private QuestDBMigration write(
      String what, QuestDBMigration read, Consumer<QuestDBMigration> change) {
    if (conflicts > 0) {
      conflicts--;
      edit(now -> now.getMetadata().setAnnotations(Map.of("edited", "true")));
    }
    if (!read.getMetadata().getResourceVersion().equals(Long.toString(version))) {
      throw new PortException.Conflict("there is a newer version");
    }
    calls.add(what);
    edit(change);
    return now();
  }

  private void store(QuestDBMigration resource) {
    version++;
    resource.getMetadata().setResourceVersion(Long.toString(version));
    stored =
        resource.getMetadata().getDeletionTimestamp() != null
                && resource.getMetadata().getFinalizers().isEmpty()
            ? Optional.empty()
            : Optional.of(Serialization.asJson(resource));
  }
}
