package io.questdb.migration.controller;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The work queue of the Java Operator SDK, of which nothing else is used: its cache only says that
 * there is something to look at, and it writes neither status nor finalizer.
 */
public final class MigrationQueue implements Reconciler<QuestDBMigration> {
  private final SimpleInboundEventSource<QuestDBMigration> triggers =
      new SimpleInboundEventSource<>("run-watches");
  private final Meter meter;
  private volatile Optional<MigrationReconciler> reconciler = Optional.empty();

  public MigrationQueue(Meter meter) {
    this.meter = meter;
  }

  /** What does the work; set before the queue is started. */
  public void serve(MigrationReconciler worker) {
    reconciler = Optional.of(worker);
  }

  /** Something that the run rests on has changed; ignored before the queue runs. */
  public void trigger(String namespace, String name) {
    if (triggers.isRunning()) {
      triggers.propagateEvent(new ResourceID(name, namespace));
    }
  }

  @Override
  public List<EventSource<?, QuestDBMigration>> prepareEventSources(
      EventSourceContext<QuestDBMigration> context) {
    return List.of(triggers);
  }

  @Override
  public UpdateControl<QuestDBMigration> reconcile(
      QuestDBMigration cached, Context<QuestDBMigration> context) {
    long began = System.nanoTime();
    Turn turn =
        reconciler
            .orElseThrow()
            .pass(cached.getMetadata().getNamespace(), cached.getMetadata().getName());
    meter.passed(Duration.ofNanos(System.nanoTime() - began));
    UpdateControl<QuestDBMigration> control = UpdateControl.noUpdate();
    turn.again().ifPresent(control::rescheduleAfter);
    return control;
  }
}
