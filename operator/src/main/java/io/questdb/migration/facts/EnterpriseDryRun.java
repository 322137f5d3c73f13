package io.questdb.migration.facts;

/**
 * What the API server would say to the migrated workload.
 *
 * @param patch of the StatefulSet
 * @param pod that the patched set would make: a template is accepted with much that a pod is
 *     refused for
 */
public record EnterpriseDryRun(DryRun patch, DryRun pod) {}
