/**
 * The simulated node: a kubelet that runs containers as child processes, and a CSI driver whose
 * volumes are directories.
 */
package io.questdb.migration.lab.node;
