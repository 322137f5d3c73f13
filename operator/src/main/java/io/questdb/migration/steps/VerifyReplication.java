package io.questdb.migration.steps;

import io.questdb.migration.change.Names;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Parameter;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.Uploads;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sees that the server replicates as declared, and has uploaded every sealed transaction or, once,
 * everything.
 */
final class VerifyReplication implements Step {
  private static final String ROLE = "replication.role";
  private static final String INSTANCE_ID = "cairo.snapshot.instance.id";
  private static final Set<String> KEYS = Set.of(ROLE, INSTANCE_ID);

  /** Under load it is for moments only, where the metric does not tell the tables apart. */
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
            uploads(run),
            KeptRecord.probe(run));
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    if (run.spec().getReplication() == null) {
      return new Decision.Skip(Reason.NOT_REQUESTED, "spec.replication is absent");
    }
    Optional<Map<String, Parameter>> parameters =
        world.see(new Probes.Parameters(Targets.enterprise(run), KEYS));
    Optional<Uploads> uploads = world.see(uploads(run));
    if (parameters.isEmpty() || uploads.isEmpty()) {
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
    return uploads.get().left() == 0 ? replicates(id) : uploaded(world, uploads.get(), id);
  }

  /** Clients that write leave something to upload at any moment: what was sealed is what counts. */
  private Decision uploaded(World world, Uploads uploads, String id) {
    Run run = world.run();
    Optional<RunRecord> record = world.see(KeptRecord.probe(run));
    if (record.isEmpty()) {
      return new Decision.Fail(
          Reason.LEDGER_LOST, "Secret " + Names.runRecord(run) + " with the seal was deleted");
    }
    Optional<Decision> objection = KeptRecord.objection(world);
    if (objection.isPresent()) {
      return objection.get();
    }
    List<String> left = Verification.of(record.get(), uploads.tables()).notUploaded(uploads);
    return left.isEmpty()
        ? replicates(id)
        : new Decision.Wait(
            Reason.IN_PROGRESS,
            uploads.left()
                + " transactions are still to be uploaded, sealed ones of "
                + String.join(", ", left)
                + " among them",
            Limits.sinceStart(run, name()) < EAGER_SECONDS ? EAGER : PodRun.RECHECK);
  }

  private static Decision replicates(String id) {
    return new Decision.Complete(Reason.DONE, "the server replicates as primary " + id);
  }

  private static Probes.UploadProgress uploads(Run run) {
    return new Probes.UploadProgress(Targets.enterprise(run), Targets.health(run));
  }

  private static String value(Map<String, Parameter> parameters, String key) {
    return parameters.containsKey(key) ? parameters.get(key).value() : "";
  }
}
