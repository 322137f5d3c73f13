package io.questdb.migration.adapter.kubernetes;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.api.v1alpha1.WorkloadStatus;
import io.questdb.migration.change.Labels;
import io.questdb.migration.controller.EventDraft;
import io.questdb.migration.controller.Events;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes {@code events.k8s.io/v1}: about the migration, and once more about its StatefulSet,
 * where its owner looks first.
 */
public final class KubernetesEvents implements Events {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesEvents.class);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final Executor thread;
  private final String instance;

  /**
   * @param thread on which requests are made; one that rejects loses events
   * @param instance this process among its replicas
   */
  public KubernetesEvents(KubernetesClient client, Executor thread, String instance) {
    this.client = client;
    this.thread = thread;
    this.instance = instance;
  }

  @Override
  public void publish(QuestDBMigration resource, EventDraft draft) {
    ObjectReference migration = reference(resource);
    send(event(migration, null, draft));
    WorkloadStatus workload = resource.getStatus().getWorkload();
    if (workload != null && workload.getStatefulSetUid() != null) {
      ObjectReference statefulSet =
          new ObjectReferenceBuilder()
              .withApiVersion("apps/v1")
              .withKind("StatefulSet")
              .withNamespace(resource.getMetadata().getNamespace())
              .withName(workload.getStatefulSetName())
              .withUid(workload.getStatefulSetUid())
              .build();
      send(event(statefulSet, migration, draft));
    }
  }

  private void send(Event event) {
    try {
      thread.execute(() -> create(event));
    } catch (RejectedExecutionException e) {
      LOG.debug("Lost an event: {}", e.getMessage());
    }
  }

  private void create(Event event) {
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      LOG.debug("Lost an event: {}", e.getMessage());
    }
  }

  private Event event(ObjectReference regarding, ObjectReference related, EventDraft draft) {
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(regarding.getNamespace())
        .withGenerateName("qdbm-")
        .endMetadata()
        .withEventTime(new MicroTime(MICROS.format(draft.at())))
        .withReportingController("migration.questdb.io/" + Labels.FIELD_MANAGER)
        .withReportingInstance(instance)
        .withType(draft.type())
        .withReason(draft.reason())
        .withAction(draft.action())
        .withNote(draft.note())
        .withRegarding(regarding)
        .withRelated(related)
        .build();
  }

  private static ObjectReference reference(QuestDBMigration resource) {
    return new ObjectReferenceBuilder()
        .withApiVersion(resource.getApiVersion())
        .withKind(resource.getKind())
        .withNamespace(resource.getMetadata().getNamespace())
        .withName(resource.getMetadata().getName())
        .withUid(resource.getMetadata().getUid())
        .withResourceVersion(resource.getMetadata().getResourceVersion())
        .build();
  }
}
