package io.questdb.migration.controller;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The work queue of the Java Operator SDK, of which nothing else is used: its cache only says that
 * there is something to look at, and it writes neither status nor finalizer.
 */
public final class MigrationQueue implements Reconciler<QuestDBMigration> {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Meter meter;
  private volatile Optional<BiFunction<String, String, Turn>> passes = Optional.empty();
  private volatile Optional<WakeUps> wakeUps = Optional.empty();

  public MigrationQueue(Meter meter) {
    this.meter = meter;
  }

  /**
   * What does the work; set before the queue is started.
   *
   * @param worker of a namespace and a name in it
   */
  public void serve(BiFunction<String, String, Turn> worker) {
    passes = Optional.of(worker);
  }

  /** Something that the run rests on has changed; ignored before the queue runs. */
  public void trigger(String namespace, String name) {
    wakeUps.ifPresent(source -> source.now(new ResourceID(name, namespace)));
  }

  @Override
  public List<EventSource<?, QuestDBMigration>> prepareEventSources(
      EventSourceContext<QuestDBMigration> context) {
    WakeUps source = new WakeUps(context.getPrimaryCache());
    wakeUps = Optional.of(source);
    return List.of(source);
  }

  @Override
  public UpdateControl<QuestDBMigration> reconcile(
      QuestDBMigration cached, Context<QuestDBMigration> context) {
    ResourceID id = ResourceID.fromResource(cached);
    wakeUps.orElseThrow().cancel(id);
    long began = System.nanoTime();
    Turn turn = passes.orElseThrow().apply(id.getNamespace().orElseThrow(), id.getName());
    meter.passed(Duration.ofNanos(System.nanoTime() - began));
    // Another of this name may be there already, and its first event is lost.
    Optional<Duration> again =
        context.isPrimaryResourceDeleted()
            ? turn.again().or(() -> Optional.of(SOON))
            : turn.again();
    again.ifPresent(delay -> wakeUps.orElseThrow().after(delay, id));
    return UpdateControl.noUpdate();
  }
}
