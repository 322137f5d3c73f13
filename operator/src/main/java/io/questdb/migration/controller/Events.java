package io.questdb.migration.controller;

import io.questdb.migration.api.v1alpha1.QuestDBMigration;

/** Where events go. Best effort: a lost event is not an error, and none is waited for. */
public interface Events {

  void publish(QuestDBMigration resource, EventDraft event);
}
