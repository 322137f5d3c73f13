/**
 * Everything that is looked for before a database is touched, as pure functions from facts to
 * findings: one file per subject, no client, clock or I/O.
 */
package io.questdb.migration.checks;
