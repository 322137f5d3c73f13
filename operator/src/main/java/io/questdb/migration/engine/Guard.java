package io.questdb.migration.engine;

import java.util.Optional;
import java.util.Set;

/** What must stay true while a section runs, looked at before each of its steps decides. */
public interface Guard {

  Set<Probe<?>> probes(Run run);

  /** The decision that takes the step's place when the section's ground is gone. */
  Optional<Decision> objection(World world);
}
