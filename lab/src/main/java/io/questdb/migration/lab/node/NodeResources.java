package io.questdb.migration.lab.node;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * What the node works with.
 *
 * @param home where pods keep their directories
 * @param addresses gives a free loopback address for each pod
 * @param probes runs probes, which may block; drops what it is given after its shutdown
 * @param firstBackOff before the second restart of a failing container; doubles up to 32 times that
 */
public record NodeResources(
    KubernetesClient client,
    Images images,
    ChildProcesses processes,
    VolumeStore store,
    Violations violations,
    Path home,
    Supplier<String> addresses,
    ScheduledExecutorService probes,
    Duration firstBackOff) {}
