/**
 * One pass of a migration: read the resource, observe, decide, record, act. The work queue and the
 * API are behind interfaces, so that a pass can be driven without either.
 */
package io.questdb.migration.controller;
