/**
 * The {@link io.questdb.migration.ports.Database} port on QuestDB's wire: HTTP for statements,
 * handshakes for the other listeners.
 */
package io.questdb.migration.adapter.questdb;
