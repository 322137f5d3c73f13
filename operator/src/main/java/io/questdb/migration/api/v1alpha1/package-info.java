/**
 * The resource {@code QuestDBMigration} as plain mutable beans. The schema of the CRD is generated
 * from their annotations; a field or value is here only once it works.
 */
package io.questdb.migration.api.v1alpha1;
