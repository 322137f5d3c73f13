package io.questdb.migration.checks;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateStatefulSetStrategy;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetPersistentVolumeClaimRetentionPolicy;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import java.util.List;
import java.util.Optional;

/** Whether the StatefulSet is one that can be stopped, changed and started again. */
public final class WorkloadChecks {

  /** QuestDB needs this long to stop cleanly; it is also Kubernetes' default. */
  static final long GRACE_SECONDS = 30;

  private static final String REVISION = "controller-revision-hash";

  private final Findings findings = new Findings("Workload");
  private final String name;

  private WorkloadChecks(String name) {
    this.name = name;
  }

  /**
   * Checks the set.
   *
   * @param set empty when it does not exist
   * @param pod its pod; empty when there is none
   */
  public static List<Finding> findings(Run run, Optional<StatefulSet> set, Optional<Pod> pod) {
    String name = run.spec().getWorkload().getStatefulSetName();
    WorkloadChecks checks = new WorkloadChecks("StatefulSet " + name);
    if (set.isEmpty()) {
      checks.findings.block(
          Reason.WORKLOAD_NOT_FOUND,
          checks.name + " does not exist in namespace " + run.namespace(),
          "Correct spec.workload.statefulSetName, or create the StatefulSet.");
      return checks.findings.list();
    }
    if (set.get().getMetadata().getDeletionTimestamp() != null) {
      checks.unsupported(
          checks.name + " is being deleted", "Wait until it is gone and create it again.");
    }
    checks.shape(set.get());
    checks.rollout(set.get(), pod);
    checks.retention(set.get());
    checks.template(run, set.get());
    return checks.findings.list();
  }

  private void shape(StatefulSet set) {
    int replicas = Optional.ofNullable(set.getSpec().getReplicas()).orElse(1);
    if (replicas == 0) {
      unsupported(name + " has 0 replicas", "Scale it to 1 and let the database start.");
    } else if (replicas != 1) {
      unsupported(
          name + " has " + replicas + " replicas: each is a database of its own",
          "Give each database a StatefulSet of its own, with 1 replica.");
    }
    Optional<StatefulSetUpdateStrategy> strategy =
        Optional.ofNullable(set.getSpec().getUpdateStrategy());
    if (strategy.map(StatefulSetUpdateStrategy::getType).filter("OnDelete"::equals).isPresent()) {
      unsupported(
          name + " has update strategy OnDelete: its pod would not follow the template",
          "Set spec.updateStrategy.type of the StatefulSet to RollingUpdate.");
    }
    int partition =
        strategy
            .map(StatefulSetUpdateStrategy::getRollingUpdate)
            .map(RollingUpdateStatefulSetStrategy::getPartition)
            .orElse(0);
    if (partition > 0) {
      unsupported(
          name + " has partition " + partition + ": its pod would start at the old revision",
          "Set spec.updateStrategy.rollingUpdate.partition of the StatefulSet to 0.");
    }
  }

  private void rollout(StatefulSet set, Optional<Pod> pod) {
    Optional<String> wanted =
        Optional.ofNullable(set.getStatus()).map(StatefulSetStatus::getUpdateRevision);
    Optional<String> running =
        pod.map(Pod::getMetadata).map(ObjectMeta::getLabels).map(labels -> labels.get(REVISION));
    if (wanted.isPresent() && running.isPresent() && !wanted.equals(running)) {
      unsupported(
          "Pod "
              + pod.get().getMetadata().getName()
              + " does not run the template of "
              + name
              + ": a rollout is under way or stuck",
          "Wait for it with kubectl rollout status, or delete the pod so that it starts from the "
              + "template.");
    }
  }

  private void retention(StatefulSet set) {
    Optional<StatefulSetPersistentVolumeClaimRetentionPolicy> policy =
        Optional.ofNullable(set.getSpec().getPersistentVolumeClaimRetentionPolicy());
    policy
        .map(StatefulSetPersistentVolumeClaimRetentionPolicy::getWhenScaled)
        .ifPresent(value -> retained("whenScaled", value));
    policy
        .map(StatefulSetPersistentVolumeClaimRetentionPolicy::getWhenDeleted)
        .ifPresent(value -> retained("whenDeleted", value));
  }

  private void retained(String when, String value) {
    if ("Delete".equals(value)) {
      unsupported(
          name + " would delete its claim: persistentVolumeClaimRetentionPolicy." + when,
          "Set spec.persistentVolumeClaimRetentionPolicy." + when + " to Retain.");
    }
  }

  private void template(Run run, StatefulSet set) {
    String wanted = run.spec().getWorkload().getContainerName();
    Optional<Container> found = WorkloadReading.of(set, Optional.empty(), wanted).container();
    if (found.isEmpty()) {
      unsupported(
          wanted == null
              ? name + " has several containers and not exactly one with port 9000"
              : name + " has no container " + wanted,
          "Set spec.workload.containerName to the container that runs QuestDB.");
    }
    found.ifPresent(this::container);
    Long grace = set.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds();
    if (grace != null && grace < GRACE_SECONDS) {
      unusual(
          name + " gives its pod " + grace + " s to stop, then kills it",
          "Set terminationGracePeriodSeconds to "
              + GRACE_SECONDS
              + " or more and let the pod restart before the migration.");
    }
  }

  private void container(Container container) {
    if (!container.getCommand().isEmpty() || !container.getArgs().isEmpty()) {
      unusual(
          "Container "
              + container.getName()
              + " of "
              + name
              + " sets command or args, which may not fit the Enterprise image",
          "Remove them if the image's own entry point does; the rehearsal runs with them.");
    }
    if (container.getReadinessProbe() == null) {
      unusual(
          "Container "
              + container.getName()
              + " of "
              + name
              + " has no readiness probe: clients are sent to it before it can answer",
          "Add one on GET /ping of port 9000 or on port 9003.");
    }
  }

  private void unsupported(String message, String remedy) {
    findings.block(Reason.WORKLOAD_UNSUPPORTED, message, remedy);
  }

  private void unusual(String message, String remedy) {
    findings.warn(Reason.WORKLOAD_UNUSUAL, message, remedy);
  }
}
