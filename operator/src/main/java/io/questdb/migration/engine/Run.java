package io.questdb.migration.engine;

import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import java.time.Instant;

/**
 * What is known of a migration without looking at the world.
 *
 * @param uid the resource's UID; part of the name of everything we create
 * @param specChanged whether the spec is newer than the last recorded pass
 * @param spec the declared spec with its defaults applied
 * @param ledger the durable memory
 * @param deleting whether the resource is being deleted
 * @param now the instant of this pass
 */
public record Run(
    String namespace,
    String name,
    String uid,
    boolean specChanged,
    QuestDBMigrationSpec spec,
    Ledger ledger,
    boolean deleting,
    Instant now) {

  /** The same run with another ledger. */
  public Run with(Ledger changed) {
    return new Run(namespace, name, uid, specChanged, spec, changed, deleting, now);
  }
}
