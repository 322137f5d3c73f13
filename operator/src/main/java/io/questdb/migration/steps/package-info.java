/**
 * The steps of a migration, one file each, their order in {@link
 * io.questdb.migration.steps.MigrationSteps}, and what several of them share. Stateless and pure.
 */
package io.questdb.migration.steps;
