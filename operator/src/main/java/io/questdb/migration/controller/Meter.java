package io.questdb.migration.controller;

import java.time.Duration;

/** Where numbers go. */
public interface Meter {

  /** How a migration stands now: one of few words. */
  void stands(String namespace, String name, String state);

  /** The migration is gone. */
  void forget(String namespace, String name);

  /** Something that happened once. */
  void add(Measurement measurement);

  /** One call of the work queue. */
  void passed(Duration took);
}
