package io.questdb.migration.ports;

import io.fabric8.kubernetes.api.model.Condition;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationStatus;
import java.util.List;
import java.util.Optional;

/**
 * The resources themselves. Every write is at the resourceVersion of the object given and throws
 * {@link PortException.Conflict} when there is a newer one; each returns what the server then
 * holds.
 */
public interface Migrations {

  /** The resource as the server has it now; empty when it is gone. */
  Optional<QuestDBMigration> get(String namespace, String name);

  /** Replaces the status. */
  QuestDBMigration writeStatus(QuestDBMigration resource, QuestDBMigrationStatus status);

  /**
   * Replaces the conditions and nothing else, so that fields which this version does not know stay.
   */
  QuestDBMigration writeConditions(QuestDBMigration resource, List<Condition> conditions);

  /** Replaces the finalizers. */
  QuestDBMigration writeFinalizers(QuestDBMigration resource, List<String> finalizers);
}
