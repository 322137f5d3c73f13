/**
 * The Kubernetes API behind {@link io.questdb.migration.ports.Cluster}: the only package of the
 * operator's own code that sends requests to the API server.
 */
package io.questdb.migration.adapter.kubernetes;
