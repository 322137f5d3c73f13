package io.questdb.migration.steps;

import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Parameter;
import io.questdb.migration.facts.Probes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sees that the server replicates as declared and has uploaded everything once. */
final class VerifyReplication implements Step {
  private static final String ROLE = "replication.role";
  private static final String INSTANCE_ID = "cairo.snapshot.instance.id";
  private static final Set<String> KEYS = Set.of(ROLE, INSTANCE_ID);

  /** Under load the number is zero for moments only. */
  private static final Duration EAGER = Duration.ofMillis(200);

  private static final double EAGER_SECONDS = 60;

  @Override
  public StepName name() {
    return StepName.VERIFY_REPLICATION;
  }

  @Override
  public Optional<Duration> timeout(Run run) {
    return Optional.of(Limits.start(run));
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return run.spec().getReplication() == null
        ? Set.of()
        : Set.of(
            new Probes.Parameters(Targets.enterprise(run), KEYS),
            new Probes.PendingUploads(Targets.health(run)));
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    if (run.spec().getReplication() == null) {
      return new Decision.Skip(Reason.NOT_REQUESTED, "spec.replication is absent");
    }
    Optional<Map<String, Parameter>> parameters =
        world.see(new Probes.Parameters(Targets.enterprise(run), KEYS));
    Optional<Long> pending = world.see(new Probes.PendingUploads(Targets.health(run)));
    if (parameters.isEmpty() || pending.isEmpty()) {
      return new Decision.Wait(Reason.NOT_SERVING, "Enterprise went down again", PodRun.RECHECK);
    }
    String role = value(parameters.get(), ROLE);
    String id = value(parameters.get(), INSTANCE_ID);
    String wanted = run.spec().getReplication().getInstanceId();
    if (!role.equals("primary") || !id.equals(wanted)) {
      return new Decision.Fail(
          Reason.REPLICATION_INCOMPLETE,
          "the server replicates as role '"
              + role
              + "' with instance id '"
              + id
              + "', not as primary '"
              + wanted
              + "'");
    }
    if (pending.get() > 0) {
      return new Decision.Wait(
          Reason.IN_PROGRESS,
          pending.get() + " transactions are still to be uploaded",
          Limits.sinceStart(run, name()) < EAGER_SECONDS ? EAGER : PodRun.RECHECK);
    }
    return new Decision.Complete(Reason.DONE, "the server replicates as primary " + id);
  }

  private static String value(Map<String, Parameter> parameters, String key) {
    return parameters.containsKey(key) ? parameters.get(key).value() : "";
  }
}
