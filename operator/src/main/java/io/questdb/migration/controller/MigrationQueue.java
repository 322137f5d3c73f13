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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The work queue of the Java Operator SDK, of which nothing else is used: its cache only says that
 * there is something to look at, and it writes neither status nor finalizer.
 */
public final class MigrationQueue implements Reconciler<QuestDBMigration> {
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final SimpleInboundEventSource<QuestDBMigration> triggers =
      new SimpleInboundEventSource<>("run-watches");
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(MigrationQueue::daemon);
  private final Map<ResourceID, ScheduledFuture<?>> reminders = new ConcurrentHashMap<>();
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
    String namespace = cached.getMetadata().getNamespace();
    String name = cached.getMetadata().getName();
    long began = System.nanoTime();
    Turn turn = reconciler.orElseThrow().pass(namespace, name);
    meter.passed(Duration.ofNanos(System.nanoTime() - began));
    UpdateControl<QuestDBMigration> control = UpdateControl.noUpdate();
    turn.again().ifPresent(control::rescheduleAfter);
    remind(namespace, name, turn.again());
    return control;
  }

  /**
   * The SDK does not come back to a resource that was made anew while the deletion of its namesake
   * was not processed yet ("No re-schedules allowed when delete event present").
   */
  private void remind(String namespace, String name, Optional<Duration> again) {
    ScheduledFuture<?> before = reminders.remove(new ResourceID(name, namespace));
    if (before != null) {
      before.cancel(false);
    }
    again.ifPresent(
        delay ->
            reminders.put(
                new ResourceID(name, namespace),
                timer.schedule(
                    () -> trigger(namespace, name),
                    delay.plus(GRACE).toMillis(),
                    TimeUnit.MILLISECONDS)));
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "reminders");
    thread.setDaemon(true);
    return thread;
  }
}
