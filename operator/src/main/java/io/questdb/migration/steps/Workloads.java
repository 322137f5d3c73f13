package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.change.EnterpriseTemplate;
import io.questdb.migration.change.Labels;
import io.questdb.migration.change.Names;
import io.questdb.migration.change.WorkloadPatch;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Staged;
import io.questdb.migration.steps.action.MigrationAction;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Readings of the observed workload that several steps share. */
final class Workloads {
  private Workloads() {}

  static Probes.Workload probe(Run run) {
    return new Probes.Workload(Targets.pin(run).statefulSetName());
  }

  /** The observed set; the guard and the checks have seen that it is there. */
  static StatefulSet set(World world) {
    return world
        .see(probe(world.run()))
        .orElseThrow(() -> new IllegalStateException("the StatefulSet is gone"));
  }

  static int replicas(StatefulSet set) {
    return Optional.ofNullable(set.getSpec().getReplicas()).orElse(1);
  }

  static String annotation(StatefulSet set, String key) {
    Map<String, String> annotations = set.getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(key, "");
  }

  /** Whether the template is the Enterprise one of this run. */
  static boolean swapped(StatefulSet set, Run run) {
    var metadata = set.getSpec().getTemplate().getMetadata();
    return metadata != null
        && metadata.getAnnotations() != null
        && run.uid().equals(metadata.getAnnotations().get(Labels.RUN));
  }

  /** The set with the Enterprise template of this run. */
  static StatefulSet enterprise(StatefulSet set, Run run, Staged staged) {
    return new EnterpriseTemplate(run.spec(), Targets.pin(run)).applied(set, staged, run.uid());
  }

  /** Where the merged configuration will be: known before it is staged. */
  static Staged staged(Run run, int attempt) {
    return Targets.pin(run).serverConf().inObject()
        ? new Staged(ConfigSource.Kind.SECRET, Names.of(run, "config", attempt), "")
        : new Staged(ConfigSource.Kind.VOLUME, Names.stagedFile(run, attempt), "");
  }

  static int container(StatefulSet set, String name) {
    List<Container> containers = set.getSpec().getTemplate().getSpec().getContainers();
    for (int i = 0; i < containers.size(); i++) {
      if (containers.get(i).getName().equals(name)) {
        return i;
      }
    }
    throw new IllegalStateException("no container " + name);
  }

  static Decision patch(World world, WorkloadPatch patch, String message) {
    return new Decision.Act(
        new MigrationAction.PatchWorkload(Targets.pin(world.run()).statefulSetName(), patch.json()),
        Reason.IN_PROGRESS,
        message);
  }

  /**
   * A pod that never gets ready is not replaced by its controller (kubernetes/kubernetes issue
   * 67250).
   */
  static boolean stuck(StatefulSet set, Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return rolledOut(set)
        && pod.getMetadata().getDeletionTimestamp() == null
        && !ready(pod)
        && labels != null
        && !labels
            .getOrDefault("controller-revision-hash", "")
            .equals(set.getStatus().getUpdateRevision());
  }

  /** Whether the controller has seen the set as it is, so that its revisions say something. */
  static boolean rolledOut(StatefulSet set) {
    return set.getStatus() != null
        && set.getMetadata().getGeneration().equals(set.getStatus().getObservedGeneration());
  }

  /** Deletes a pod, of which its controller then makes another. */
  static Decision replace(Pod pod) {
    return new Decision.Act(
        new MigrationAction.DeletePod(pod.getMetadata().getName(), pod.getMetadata().getUid()),
        Reason.IN_PROGRESS,
        "removing pod " + pod.getMetadata().getName() + ", which is stuck on another revision");
  }

  /** What the container runs, by the kubelet; empty before it has said so. */
  static Optional<String> imageId(Pod pod, String container) {
    return Optional.ofNullable(pod.getStatus()).stream()
        .flatMap(status -> status.getContainerStatuses().stream())
        .filter(status -> status.getName().equals(container))
        .map(ContainerStatus::getImageID)
        .filter(Objects::nonNull)
        .findFirst();
  }

  static boolean ready(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
  }

  /** Whether a pod is one of this run's own. */
  static boolean ours(Pod pod, Run run) {
    return run.uid().equals(Labels.runOf(pod.getMetadata().getLabels()));
  }
}
