package io.questdb.migration.controller;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;

/**
 * What the work queue's informer keeps of each migration: enough to see that it changed. Every pass
 * reads the resource anew, and a thousand finished ones with their ledgers would fill the heap.
 */
public final class KnownMigrations extends BasicItemStore<QuestDBMigration> {
  public KnownMigrations() {
    super(Cache::metaNamespaceKeyFunc);
  }

  @Override
  public QuestDBMigration put(String key, QuestDBMigration migration) {
    return super.put(key, known(migration));
  }

  @Override
  public boolean isFullState() {
    return false;
  }

  private static QuestDBMigration known(QuestDBMigration migration) {
    ObjectMeta metadata = migration.getMetadata();
    QuestDBMigration known = new QuestDBMigration();
    known.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(metadata.getNamespace())
            .withName(metadata.getName())
            .withUid(metadata.getUid())
            .withResourceVersion(metadata.getResourceVersion())
            .withGeneration(metadata.getGeneration())
            .withDeletionTimestamp(metadata.getDeletionTimestamp())
            .withFinalizers(metadata.getFinalizers())
            .build());
    known.setSpec(null);
    known.setStatus(null);
    return known;
  }
}
