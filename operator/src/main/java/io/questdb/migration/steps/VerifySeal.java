package io.questdb.migration.steps;

import io.questdb.migration.change.Names;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.TableSchema;
import io.questdb.migration.facts.TableState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares what Enterprise has found on the volume with what was sealed, before anybody writes. */
final class VerifySeal implements Step {

  @Override
  public StepName name() {
    return StepName.VERIFY_SEAL;
  }

  @Override
  public Optional<Duration> timeout(Run run) {
    return Optional.of(Limits.start(run));
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Set.of(
        new Probes.StoredRecord(Names.runRecord(run)),
        new Probes.Tables(Targets.enterprise(run)),
        new Probes.Schema(Targets.enterprise(run)));
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    Optional<RunRecord> record = world.see(new Probes.StoredRecord(Names.runRecord(run)));
    Optional<List<TableState>> tables = world.see(new Probes.Tables(Targets.enterprise(run)));
    Optional<List<TableSchema>> schema = world.see(new Probes.Schema(Targets.enterprise(run)));
    if (record.isEmpty()) {
      return new Decision.Fail(
          Reason.LEDGER_LOST, "Secret " + Names.runRecord(run) + " with the seal was deleted");
    }
    Optional<Decision> objection = KeptRecord.objection(world);
    if (objection.isPresent()) {
      return objection.get();
    }
    if (tables.isEmpty() || schema.isEmpty()) {
      return new Decision.Wait(
          Reason.NOT_SERVING, "Enterprise went down again", Attendance.RECHECK);
    }
    Verification verification = Verification.of(record.get(), tables.get());
    List<String> lost = verification.missing();
    if (!lost.isEmpty()) {
      return new Decision.Fail(
          Reason.DATA_MISSING, "these tables are not as sealed: " + String.join(", ", lost));
    }
    List<String> changed = verification.changed(schema.get());
    if (!changed.isEmpty()) {
      return new Decision.Fail(
          Reason.SCHEMA_CHANGED, "these tables have another schema: " + String.join(", ", changed));
    }
    return new Decision.Complete(Reason.DONE, tables.get().size() + " tables are as sealed");
  }
}
