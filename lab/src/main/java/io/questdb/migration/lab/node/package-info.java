/**
 * The simulated node: a kubelet that runs containers as child processes, and a CSI driver whose
 * volumes are directories.
 *
 * <p>Not simulated, because child processes of one user cannot be held to it: users, groups and the
 * rest of a securityContext, read-only mounts, resource limits, mounts at {@code /tmp}. Left out,
 * because no migration needs it: lifecycle hooks, sidecar init containers, downwardAPI volumes,
 * service account tokens, readiness gates.
 */
package io.questdb.migration.lab.node;
