package io.questdb.migration.controller;

import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.engine.Planner;
import io.questdb.migration.engine.Section;
import io.questdb.migration.engine.Step;
import io.questdb.migration.ports.Migrations;
import io.questdb.migration.ports.PortException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes passes over one resource for as long as each asks for the next at once. Every pass reads
 * the resource anew. Never more than one call per resource at a time: the work queue sees to that.
 */
public final class MigrationReconciler {
  private static final Logger LOG = LoggerFactory.getLogger(MigrationReconciler.class);

  /** After so many in a row the others in the queue come first. */
  private static final int MOST_PASSES = 50;

  private static final Duration NEXT_IN_QUEUE = Duration.ofMillis(1);
  private static final Duration NO_EFFECT_YET = Duration.ofMillis(200);

  private final Migrations migrations;
  private final OnePass pass;
  private final Watches watches;
  private final Meter meter;
  private final Backoff backoff = new Backoff();
  private volatile boolean stopping;

  /**
   * @param sections of the run, in order
   * @param clock the only one
   */
  public MigrationReconciler(
      List<Section> sections,
      Migrations migrations,
      Observer observer,
      ActionRunner actions,
      Watches watches,
      Events events,
      Meter meter,
      Clock clock) {
    Planner planner = new Planner(sections);
    Conditions conditions =
        new Conditions(
            sections.stream()
                .flatMap(section -> section.steps().stream())
                .map(Step::name)
                .toList());
    Recorder recorder =
        new Recorder(migrations, planner, conditions, new Announcer(events, meter), meter, clock);
    this.migrations = migrations;
    this.pass = new OnePass(planner, observer, recorder, actions, watches, backoff);
    this.watches = watches;
    this.meter = meter;
  }

  /** Ends every call after the pass that it is in. */
  public void stop() {
    stopping = true;
  }

  /** Takes the migration as far as it goes without waiting. */
  public Turn pass(String namespace, String name) {
    Turn last = Turn.AT_ONCE;
    boolean conflict = false;
    for (int passes = 0; passes < MOST_PASSES && !stopping; passes++) {
      try {
        Turn turn = one(namespace, name);
        boolean repeated = turn.sent().isPresent() && turn.sent().equals(last.sent());
        if (!turn.atOnce() || repeated) {
          // What was sent shows no effect yet: sending it again at once would be a hot loop.
          return repeated ? Turn.after(NO_EFFECT_YET) : turn;
        }
        last = turn;
        conflict = false;
      } catch (PortException e) {
        if (conflict || !(e instanceof PortException.Conflict)) {
          LOG.warn("{}/{}: {}", namespace, name, e.getMessage());
          return Turn.after(backoff.next(key(namespace, name)));
        }
        conflict = true;
      }
    }
    return Turn.after(NEXT_IN_QUEUE);
  }

  private Turn one(String namespace, String name) {
    Optional<QuestDBMigration> resource = migrations.get(namespace, name);
    if (resource.isEmpty()) {
      watches.forget(namespace, name);
      meter.forget(namespace, name);
      backoff.reset(key(namespace, name));
      return Turn.OVER;
    }
    Turn turn = pass.make(resource.get());
    backoff.reset(key(namespace, name));
    return turn;
  }

  private static String key(String namespace, String name) {
    return namespace + "/" + name;
  }
}
