/** What makes the operator a process: its settings, its health and metrics, its leadership. */
package io.questdb.migration.process;
