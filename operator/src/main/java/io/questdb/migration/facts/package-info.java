/** What can be known about a workload, its volume and its database, as records. JDK only. */
package io.questdb.migration.facts;
