package io.questdb.migration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** One migration of one running QuestDB open-source StatefulSet to QuestDB Enterprise in place. */
@Group("migration.questdb.io")
@Version("v1alpha1")
@Kind("QuestDBMigration")
@Singular("questdbmigration")
@Plural("questdbmigrations")
@ShortNames("qdbm")
public class QuestDBMigration extends CustomResource<QuestDBMigrationSpec, QuestDBMigrationStatus>
    implements Namespaced {

  private static final long serialVersionUID = 1L;

  @Override
  @Required
  @JsonPropertyDescription("What to migrate, to what, and how.")
  public QuestDBMigrationSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("What the operator has done and found. Only the operator writes it.")
  public QuestDBMigrationStatus getStatus() {
    return super.getStatus();
  }

  @Override
  protected QuestDBMigrationSpec initSpec() {
    return new QuestDBMigrationSpec();
  }

  /** A status that is about no generation yet, as the API server's default is. */
  @Override
  protected QuestDBMigrationStatus initStatus() {
    QuestDBMigrationStatus status = new QuestDBMigrationStatus();
    status.setObservedGeneration(-1L);
    return status;
  }
}
