package io.questdb.migration.steps;

import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.steps.action.MigrationAction;
import java.util.List;
import java.util.Optional;

/** The removal of temporary objects, one per pass. */
final class Temporaries {
  private Temporaries() {}

  /** The next removal, or empty when nothing temporary is left. */
  static Optional<Decision> remove(World world) {
    return world.see(new Probes.Temporaries(world.run().uid())).orElse(List.of()).stream()
        .findFirst()
        .map(Temporaries::remove);
  }

  static Decision remove(OwnedObject object) {
    return new Decision.Act(
        new MigrationAction.Delete(object),
        Reason.IN_PROGRESS,
        "removing " + object.kind() + " " + object.name());
  }
}
