package io.questdb.migration.lab.node;

import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What the kubelet says about a pod, from what its containers are doing. */
final class PodReport {
  private final String address;
  private final List<ContainerRun> inits;
  private final List<ContainerRun> mains;
  private final PodConditions conditions = new PodConditions();
  private final String startTime = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();

  PodReport(String address, List<ContainerRun> inits, List<ContainerRun> mains) {
    this.address = address;
    this.inits = inits;
    this.mains = mains;
  }

  /**
   * @param expired its activeDeadlineSeconds have passed
   */
  PodStatus status(boolean expired) {
    String phase = phase(expired);
    boolean completed = phase.equals("Succeeded") || phase.equals("Failed");
    boolean ready = !completed && mains.stream().allMatch(ContainerRun::ready);
    boolean initialized = inits.stream().allMatch(ContainerRun::succeeded);
    String why = completed ? "PodCompleted" : "ContainersNotReady";
    conditions.set("PodScheduled", true, null);
    conditions.set("Initialized", initialized, "ContainersNotInitialized");
    conditions.set("ContainersReady", ready, why);
    conditions.set("Ready", ready, why);
    return new PodStatusBuilder()
        .withPhase(phase)
        .withReason(expired ? "DeadlineExceeded" : null)
        .withConditions(conditions.all())
        .withPodIP(address)
        .addNewPodIP(address)
        .withHostIP("127.0.0.1")
        .withStartTime(startTime)
        .withInitContainerStatuses(inits.stream().map(ContainerRun::status).toList())
        .withContainerStatuses(mains.stream().map(ContainerRun::status).toList())
        .build();
  }

  /** Nothing of the pod will run any more. */
  boolean finished(boolean expired) {
    boolean initFailed = inits.stream().anyMatch(run -> run.ended() && !run.succeeded());
    return expired || initFailed || mains.stream().allMatch(ContainerRun::ended);
  }

  private String phase(boolean expired) {
    if (finished(expired)) {
      boolean good = !expired && mains.stream().allMatch(ContainerRun::succeeded);
      return good ? "Succeeded" : "Failed";
    }
    boolean started = mains.stream().anyMatch(ContainerRun::everStarted);
    return started ? "Running" : "Pending";
  }
}
