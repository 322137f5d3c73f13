/** What a migration is played on: a cluster with an operator, databases, writers and a watch. */
package io.questdb.migration.lab.stage;
