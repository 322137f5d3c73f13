package io.questdb.migration.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationStatus;
import org.junit.jupiter.api.Test;

class KnownMigrationsTest {
  private final KnownMigrations known = new KnownMigrations();

  @Test
  void onlyWhatTellsThatAMigrationChangedIsKept() {
    // Given
    QuestDBMigration migration = new QuestDBMigration();
    migration.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("trades")
            .withName("questdb")
            .withUid("uid")
            .withResourceVersion("7")
            .withGeneration(3L)
            .withDeletionTimestamp("2026-11-24T10:00:00Z")
            .addToFinalizers("migration.questdb.io/finalizer")
            .build());
    QuestDBMigration large = new QuestDBMigration();
    large.setMetadata(
        new ObjectMetaBuilder(migration.getMetadata())
            .addToAnnotations("example.com/note", "long")
            .addToManagedFields(new ManagedFieldsEntry())
            .build());
    large.setSpec(Scene.spec());
    large.setStatus(new QuestDBMigrationStatus());
    // When
    known.put(known.getKey(large), large);
    // Then
    QuestDBMigration kept = known.get("trades/questdb");
    assertThat(kept.getMetadata()).isEqualTo(migration.getMetadata());
    assertThat(kept.getSpec()).isNull();
    assertThat(kept.getStatus()).isNull();
  }
}
