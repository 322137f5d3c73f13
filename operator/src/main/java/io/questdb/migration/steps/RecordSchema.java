package io.questdb.migration.steps;

import io.questdb.migration.change.Names;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Checkpoint;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.SchemaRecorded;
import io.questdb.migration.facts.TableSchema;
import io.questdb.migration.steps.action.MigrationAction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes down what must be there afterwards, and the way back of the template. */
final class RecordSchema implements Step {

  @Override
  public StepName name() {
    return StepName.RECORD_SCHEMA;
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Set.of(
        Workloads.probe(run),
        new Probes.Schema(Targets.openSource(run)),
        new Probes.CheckpointState(Targets.openSource(run)),
        new Probes.StoredRecord(Names.runRecord(run)));
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    Optional<List<TableSchema>> schema = world.see(new Probes.Schema(Targets.openSource(run)));
    Optional<Checkpoint> checkpoint =
        world.see(new Probes.CheckpointState(Targets.openSource(run)));
    if (schema.isEmpty() || checkpoint.isEmpty()) {
      return new Decision.Redo(Reason.DATABASE_DOWN, "the database went down by itself");
    }
    if (checkpoint.get().held()) {
      return new Decision.Hold(
          Reason.CHECKPOINT_FOREIGN,
          "somebody else holds a checkpoint: run CHECKPOINT RELEASE when its owner is done");
    }
    Map<String, String> entries =
        Map.of(
            RunRecord.SCHEMA,
            Answers.write(schema.get()),
            RunRecord.INVERSE_PATCH,
            Attendance.inversePatch(world));
    Optional<RunRecord> record = world.see(new Probes.StoredRecord(Names.runRecord(run)));
    if (record
        .filter(found -> found.entries().entrySet().containsAll(entries.entrySet()))
        .isEmpty()) {
      return new Decision.Act(
          new MigrationAction.WriteRunRecord(Names.runRecord(run), entries),
          Reason.IN_PROGRESS,
          "recording " + schema.get().size() + " tables");
    }
    return new Decision.Complete(
        Reason.DONE,
        schema.get().size() + " tables are recorded",
        new SchemaRecorded(Names.runRecord(run), record.get().hash(), schema.get().size()));
  }
}
