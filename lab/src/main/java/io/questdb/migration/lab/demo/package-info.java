/** The demo and the benchmark: migrations to look at and to measure. */
package io.questdb.migration.lab.demo;
