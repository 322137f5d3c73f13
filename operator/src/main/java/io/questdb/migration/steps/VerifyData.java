package io.questdb.migration.steps;

import io.questdb.migration.change.Names;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.CountedTables;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.RunRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Proves that every sealed row is there: by exact count where nothing was written since, by
 * transaction where clients write.
 */
final class VerifyData implements Step {

  @Override
  public StepName name() {
    return StepName.VERIFY_DATA;
  }

  @Override
  public Optional<Duration> timeout(Run run) {
    return Optional.of(Limits.start(run));
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Set.of(
        new Probes.StoredRecord(Names.runRecord(run)),
        new Probes.TablesWithCounts(Targets.enterprise(run)));
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    Optional<RunRecord> record = world.see(new Probes.StoredRecord(Names.runRecord(run)));
    Optional<CountedTables> counted =
        world.see(new Probes.TablesWithCounts(Targets.enterprise(run)));
    if (record.isEmpty()) {
      return new Decision.Fail(
          Reason.LEDGER_LOST, "Secret " + Names.runRecord(run) + " with the seal was deleted");
    }
    Optional<Decision> objection = KeptRecord.objection(world);
    if (objection.isPresent()) {
      return objection.get();
    }
    if (counted.isEmpty()) {
      return new Decision.Wait(Reason.NOT_SERVING, "Enterprise went down again", PodRun.RECHECK);
    }
    Verification verification = Verification.of(record.get(), counted.get().tables());
    List<String> lost = new ArrayList<>(verification.missing());
    lost.addAll(verification.fewer(counted.get().counts()));
    if (!lost.isEmpty()) {
      return new Decision.Fail(
          Reason.DATA_MISSING, "these tables have lost rows: " + String.join(", ", lost));
    }
    List<String> pending = verification.pending(counted.get().counts());
    if (!pending.isEmpty()) {
      return new Decision.Wait(
          Reason.IN_PROGRESS, "not yet applied: " + String.join(", ", pending), PodRun.RECHECK);
    }
    return new Decision.Complete(
        Reason.DONE,
        verification.rows() + " sealed rows in " + verification.size() + " tables are there");
  }
}
