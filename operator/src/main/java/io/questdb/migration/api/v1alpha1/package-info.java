/**
 * The resource {@code QuestDBMigration} as plain mutable beans. The schema of the CRD is generated
 * from their annotations; a field or value is here only once it works. Unknown fields are ignored
 * when read, because one resource written for a newer version would otherwise end the watch over
 * all of them.
 */
package io.questdb.migration.api.v1alpha1;
