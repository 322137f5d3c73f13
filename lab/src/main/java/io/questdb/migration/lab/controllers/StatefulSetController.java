package io.questdb.migration.lab.controllers;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * StatefulSets as the real controller rolls them: lowest ordinal first, one pod at a time. Above
 * all the forced-rollback trap of OrderedReady: a pod that does not become Ready keeps its
 * controller from looking at the template, so that going back to a good template does not replace
 * it (Kubernetes docs: StatefulSets, "Forced rollback").
 */
public final class StatefulSetController extends ControlLoop {
  private static final int CONFLICT = 409;
  private static final Duration CREATE_RETRY = Duration.ofSeconds(1);

  private final Cached<StatefulSet> sets;
  private final Cached<Pod> pods;
  private final Cached<PersistentVolumeClaim> claims;

  public StatefulSetController(KubernetesClient client) {
    super("statefulsets", client);
    sets = watch(StatefulSet.class);
    pods = watch(Pod.class);
    claims = watch(PersistentVolumeClaim.class);
  }

  @Override
  void pass() {
    forEach(sets.all(), this::reconcile);
  }

  private void reconcile(StatefulSet set) {
    if (set.getMetadata().getDeletionTimestamp() != null) {
      return;
    }
    String revision = StatefulSetPods.revision(set, client.getKubernetesSerialization());
    List<Pod> owned = new ArrayList<>();
    for (Pod pod : pods.all()) {
      if (ownedBy(set, pod)) {
        owned.add(pod);
      }
    }
    writeStatus(set, owned, revision);
    int replicas = set.getSpec().getReplicas();
    for (int ordinal = 0; ordinal < replicas; ordinal++) {
      if (!settled(set, owned, ordinal, revision)) {
        return;
      }
    }
    if (scaledDown(owned, replicas) && !onDelete(set)) {
      replaceOutdated(set, owned, replicas, revision);
    }
  }

  /** Whether the controller may look at the next pod. */
  private boolean settled(StatefulSet set, List<Pod> owned, int ordinal, String revision) {
    Optional<Pod> found = find(owned, StatefulSetPods.podName(set, ordinal));
    if (found.isEmpty()) {
      create(set, ordinal, revision);
      return false;
    }
    Pod pod = found.get();
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    boolean deleting = pod.getMetadata().getDeletionTimestamp() != null;
    if (!deleting && ("Failed".equals(phase) || "Succeeded".equals(phase))) {
      delete(pod);
      return false;
    }
    if ("Parallel".equals(set.getSpec().getPodManagementPolicy())) {
      return true;
    }
    return !deleting && available(set, pod);
  }

  private void create(StatefulSet set, int ordinal, String revision) {
    for (PersistentVolumeClaim wanted : StatefulSetPods.claims(set, ordinal)) {
      Optional<PersistentVolumeClaim> existing =
          claims.all().stream().filter(claim -> sameName(claim, wanted)).findFirst();
      if (existing.isEmpty()) {
        createUnlessThere(set, () -> client.resource(wanted).create());
      } else if (existing.get().getMetadata().getDeletionTimestamp() != null) {
        return;
      }
    }
    Pod pod = StatefulSetPods.pod(set, ordinal, revision);
    createUnlessThere(set, () -> client.resource(pod).create());
  }

  private void createUnlessThere(StatefulSet set, Runnable creation) {
    try {
      creation.run();
    } catch (KubernetesClientException e) {
      if (e.getCode() == CONFLICT) {
        return;
      }
      client.resource(failedCreate(set, e.getMessage())).create();
      triggerAfter(CREATE_RETRY);
    }
  }

  private boolean scaledDown(List<Pod> owned, int replicas) {
    Optional<Pod> condemned =
        owned.stream()
            .filter(pod -> ordinal(pod) >= replicas)
            .max((one, other) -> Integer.compare(ordinal(one), ordinal(other)));
    condemned.ifPresent(this::delete);
    return condemned.isEmpty();
  }

  private void replaceOutdated(StatefulSet set, List<Pod> owned, int replicas, String revision) {
    for (int ordinal = replicas - 1; ordinal >= partition(set); ordinal--) {
      Optional<Pod> pod = find(owned, StatefulSetPods.podName(set, ordinal));
      if (pod.isEmpty() || pod.get().getMetadata().getDeletionTimestamp() != null) {
        return;
      }
      if (!revision.equals(revision(pod.get()))) {
        delete(pod.get());
        return;
      }
    }
  }

  private void writeStatus(StatefulSet set, List<Pod> owned, String revision) {
    StatefulSetStatus before = set.getStatus();
    int replicas = owned.size();
    int ready = (int) owned.stream().filter(StatefulSetController::ready).count();
    int updated = (int) owned.stream().filter(pod -> revision.equals(revision(pod))).count();
    int wanted = set.getSpec().getReplicas();
    String current =
        before == null || before.getCurrentRevision() == null
            ? revision
            : before.getCurrentRevision();
    boolean complete = updated == wanted && ready == wanted && replicas == wanted;
    if (complete && !onDelete(set)) {
      current = revision;
    }
    String currentRevision = current;
    StatefulSetStatus status =
        new StatefulSetStatusBuilder()
            .withObservedGeneration(set.getMetadata().getGeneration())
            .withReplicas(replicas)
            .withReadyReplicas(ready)
            .withAvailableReplicas((int) owned.stream().filter(p -> available(set, p)).count())
            .withCurrentReplicas(
                (int) owned.stream().filter(p -> currentRevision.equals(revision(p))).count())
            .withUpdatedReplicas(updated)
            .withCurrentRevision(currentRevision)
            .withUpdateRevision(revision)
            .withCollisionCount(0)
            .build();
    if (!status.equals(before)) {
      patching.status(set, status);
    }
  }

  private boolean available(StatefulSet set, Pod pod) {
    if (!ready(pod)) {
      return false;
    }
    Integer seconds = set.getSpec().getMinReadySeconds();
    if (seconds == null || seconds == 0) {
      return true;
    }
    Instant since =
        OffsetDateTime.parse(condition(pod).orElseThrow().getLastTransitionTime()).toInstant();
    Duration left = Duration.between(Instant.now(), since.plusSeconds(seconds));
    if (left.isNegative() || left.isZero()) {
      return true;
    }
    triggerAfter(left);
    return false;
  }

  private void delete(Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() == null) {
      client.resource(pod).lockResourceVersion().delete();
    }
  }

  private static Optional<Pod> find(List<Pod> pods, String name) {
    return pods.stream().filter(pod -> pod.getMetadata().getName().equals(name)).findFirst();
  }

  private static boolean ready(Pod pod) {
    return condition(pod).filter(ready -> "True".equals(ready.getStatus())).isPresent();
  }

  private static Optional<PodCondition> condition(Pod pod) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    return pod.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .findFirst();
  }

  private static String revision(Pod pod) {
    return pod.getMetadata().getLabels().get(StatefulSetPods.REVISION_LABEL);
  }

  private static int ordinal(Pod pod) {
    String name = pod.getMetadata().getName();
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  private static boolean onDelete(StatefulSet set) {
    return "OnDelete".equals(set.getSpec().getUpdateStrategy().getType());
  }

  private static int partition(StatefulSet set) {
    var rolling = set.getSpec().getUpdateStrategy().getRollingUpdate();
    return rolling == null || rolling.getPartition() == null ? 0 : rolling.getPartition();
  }

  private static boolean ownedBy(StatefulSet set, Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(set.getMetadata().getUid()));
  }

  private static boolean sameName(PersistentVolumeClaim one, PersistentVolumeClaim other) {
    return one.getMetadata().getName().equals(other.getMetadata().getName())
        && one.getMetadata().getNamespace().equals(other.getMetadata().getNamespace());
  }

  private static Event failedCreate(StatefulSet set, String message) {
    return new EventBuilder()
        .withNewMetadata()
        .withGenerateName(set.getMetadata().getName() + "-")
        .withNamespace(set.getMetadata().getNamespace())
        .endMetadata()
        .withType("Warning")
        .withReason("FailedCreate")
        .withMessage(message)
        .withLastTimestamp(Instant.now().toString())
        .withNewInvolvedObject()
        .withApiVersion("apps/v1")
        .withKind("StatefulSet")
        .withName(set.getMetadata().getName())
        .withNamespace(set.getMetadata().getNamespace())
        .withUid(set.getMetadata().getUid())
        .endInvolvedObject()
        .build();
  }
}
