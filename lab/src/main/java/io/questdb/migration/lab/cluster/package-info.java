/** Clusters to run migrations on. */
package io.questdb.migration.lab.cluster;
