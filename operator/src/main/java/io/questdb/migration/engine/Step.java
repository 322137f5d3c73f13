package io.questdb.migration.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One step of a migration: stateless, without client, clock or I/O. It is asked again on every pass
 * until it is complete, so it must decide from what it sees, never from what it remembers.
 */
public interface Step {

  StepName name();

  /** The looks that {@link #decide} takes; nothing else can be seen. */
  Set<Probe<?>> probes(Run run);

  /** What to do next, given an observation in which every declared probe was answered. */
  Decision decide(World world);

  /**
   * How long the step may be unable to look before a person is called, who is called at once when a
   * look is refused; empty means that its time limit says enough.
   */
  default Optional<Duration> patience() {
    return Optional.empty();
  }

  /** How long the step may wait in all; empty means as long as its section may. */
  default Optional<Duration> timeout(Run run) {
    return Optional.empty();
  }
}
