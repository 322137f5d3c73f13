package io.questdb.migration.steps;

import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.OwnedObject;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.TemporaryObject;
import io.questdb.migration.steps.action.MigrationAction;
import java.util.List;
import java.util.Optional;

/** The removal of temporary objects, one per pass; what was told to go is waited for at the end. */
final class Temporaries {
  private Temporaries() {}

  /** The next removal, or empty when nothing temporary is left. */
  static Optional<Decision> remove(World world) {
    List<TemporaryObject> left =
        world.see(new Probes.Temporaries(world.run().uid())).orElse(List.of());
    return left.stream()
        .filter(object -> !object.terminating())
        .findFirst()
        .map(object -> remove(object.object()))
        .or(() -> left.stream().findFirst().map(Temporaries::going));
  }

  private static Decision going(TemporaryObject object) {
    return new Decision.Wait(
        Reason.IN_PROGRESS,
        object.object().kind() + " " + object.object().name() + " is going",
        PodRun.RECHECK);
  }

  static Decision remove(OwnedObject object) {
    return new Decision.Act(
        new MigrationAction.Delete(object),
        Reason.IN_PROGRESS,
        "removing " + object.kind() + " " + object.name());
  }
}
