package io.questdb.migration.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A step that decides as the test says. */
record FakeStep(
    StepName name,
    Set<Probe<?>> looks,
    Optional<Duration> limit,
    Function<World, Decision> decision)
    implements Step {

  static final Decision DONE = new Decision.Complete(Reason.DONE, "done");

  static FakeStep of(StepName name, Decision decision) {
    return new FakeStep(name, Set.of(), Optional.empty(), world -> decision);
  }

  FakeStep within(Duration limit) {
    return new FakeStep(name, looks, Optional.of(limit), decision);
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return looks;
  }

  @Override
  public Decision decide(World world) {
    return decision.apply(world);
  }

  @Override
  public Optional<Duration> timeout(Run run) {
    return limit;
  }
}
