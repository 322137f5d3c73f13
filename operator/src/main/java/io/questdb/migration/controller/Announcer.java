package io.questdb.migration.controller;

import io.questdb.migration.api.v1alpha1.QuestDBMigration;
import io.questdb.migration.engine.Row;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what a write changed: to the log, as events, as numbers. */
final class Announcer {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  private final Events events;
  private final Meter meter;

  Announcer(Events events, Meter meter) {
    this.events = events;
    this.meter = meter;
  }

  void announce(QuestDBMigration resource, Transitions transitions, Instant now) {
    for (Row row : transitions.changed()) {
      LOG.atInfo()
          .addKeyValue("namespace", resource.getMetadata().getNamespace())
          .addKeyValue("migration", resource.getMetadata().getName())
          .addKeyValue("step", row.step().text())
          .addKeyValue("attempt", row.attempt())
          .addKeyValue("state", row.state().text())
          .addKeyValue("reason", row.reason().text())
          .log("{} {}: {}", row.step().text(), row.state().text(), row.message());
    }
    transitions.measurements().forEach(meter::add);
    transitions.events(now).forEach(event -> events.publish(resource, event));
  }
}
