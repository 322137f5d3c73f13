/**
 * What the operator changes, as pure functions: text in, text out. JDK classes and fabric8 model
 * classes only; no clock, client or I/O.
 */
package io.questdb.migration.change;
