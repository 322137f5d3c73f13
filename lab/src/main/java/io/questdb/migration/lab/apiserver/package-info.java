/**
 * An embedded Kubernetes API server: a JSON store with the verbs, checks and watches of the real
 * one, and no controllers. {@link io.questdb.migration.lab.apiserver.EmbeddedApiServer} is the way
 * in; its contract test also runs against a real kube-apiserver.
 */
package io.questdb.migration.lab.apiserver;
