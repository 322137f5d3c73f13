/** Clients of a database under migration: one that writes without pause and one that asks. */
package io.questdb.migration.lab.client;
