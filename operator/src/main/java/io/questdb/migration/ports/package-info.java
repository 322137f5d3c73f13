/** What the operator needs of Kubernetes and of a database, in its own words. */
package io.questdb.migration.ports;
