/**
 * What every migration rests on: a pass's run, world, step and decision, the ledger, and the
 * planner that makes the next ledger and action of them. Pure: no client, clock or I/O.
 */
package io.questdb.migration.engine;
