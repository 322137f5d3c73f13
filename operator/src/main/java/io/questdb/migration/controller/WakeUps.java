package io.questdb.migration.controller;

import io.javaoperatorsdk.operator.api.reconciler.ResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks the work queue for passes. The SDK forgets what came while it processed the deletion of a
 * resource, also what concerns one made anew under the same name, and then drops every delay and
 * every event that is not the resource's own. So a wake-up is an event of the resource, and it is
 * repeated until a pass begins.
 */
final class WakeUps extends AbstractEventSource<Void, QuestDBMigration> {
  private static final long REPEAT_MILLIS = 1000;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(WakeUps::daemon);
  private final Map<ResourceID, ScheduledFuture<?>> pending = new ConcurrentHashMap<>();
  private final ResourceCache<QuestDBMigration> known;

  /**
   * @param known the migrations that there are: for one that is gone nobody is woken
   */
  WakeUps(ResourceCache<QuestDBMigration> known) {
    super(Void.class, "wake-ups");
    this.known = known;
  }

  void now(ResourceID id) {
    if (isRunning()) {
      getEventHandler().handleEvent(new ResourceEvent(ResourceAction.UPDATED, id, null));
    }
  }

  void after(Duration delay, ResourceID id) {
    cancel(id);
    pending.put(
        id,
        timer.scheduleWithFixedDelay(
            () -> wake(id), delay.toMillis(), REPEAT_MILLIS, TimeUnit.MILLISECONDS));
  }

  void cancel(ResourceID id) {
    ScheduledFuture<?> before = pending.remove(id);
    if (before != null) {
      before.cancel(false);
    }
  }

  @Override
  public Set<Void> getSecondaryResources(QuestDBMigration migration) {
    return Set.of();
  }

  @Override
  public void stop() {
    super.stop();
    timer.shutdownNow();
  }

  private void wake(ResourceID id) {
    if (known.get(id).isPresent()) {
      now(id);
    } else {
      cancel(id);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "wake-ups");
    thread.setDaemon(true);
    return thread;
  }
}
