package io.questdb.migration.steps;

import io.questdb.migration.change.TemporaryPods;
import io.questdb.migration.engine.Guard;
import io.questdb.migration.engine.Section;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import java.util.List;
import java.util.Optional;

/**
 * The table of contents of a migration: its sections and their steps, in order. Order is written
 * down here and nowhere else.
 *
 * <p>Nothing that a user can notice happens before Backup; no outage begins before a backup is cut;
 * the point of no return is one named write in {@link AllowEnterprise}.
 */
public final class MigrationSteps {
  private final List<Section> sections;

  /** {@code pods} makes the pods that run beside the database. */
  public MigrationSteps(TemporaryPods pods) {
    Step leaveCheckpoint = new LeaveCheckpoint();
    Step removeTemporaries = new RemoveTemporaries();
    Guard workload = new WorkloadGuard();
    sections =
        List.of(
            guarded(
                "Prepare",
                Optional.of(removeTemporaries),
                workload,
                new Inspect(),
                new RehearseVolume(pods),
                new RehearseStart(pods),
                new CheckPairing(),
                new RehearseSnapshot(),
                new RehearseChange(),
                new MakePlan(),
                removeTemporaries),
            Section.of(
                "Backup",
                Optional.of(leaveCheckpoint),
                new EnterCheckpoint(),
                new SnapshotOnline(),
                leaveCheckpoint),
            guarded(
                "Gate",
                Optional.empty(),
                workload,
                new AwaitBackup(),
                new AwaitApproval(),
                new Recheck()),
            new Section(
                "Outage",
                List.of(
                    new ClaimWorkload(),
                    new AttendVolume(pods),
                    new RecordSchema(),
                    new StopDatabase(),
                    new SealVolume(),
                    new SnapshotOffline(),
                    new SwapEdition(),
                    new AllowEnterprise()),
                Optional.of(new ReturnToService(pods)),
                Optional.of(new OutageGuard()),
                Optional.of(new Section.Deadline(StepName.STOP_DATABASE, Limits::outage))),
            guarded(
                "Enterprise",
                Optional.empty(),
                workload,
                new StartDatabase(),
                new VerifySeal(),
                new ConfigureAccess(),
                new VerifyData(),
                new VerifyReplication(),
                new Finish(pods)));
  }

  private static Section guarded(String name, Optional<Step> giveBack, Guard guard, Step... steps) {
    return new Section(name, List.of(steps), giveBack, Optional.of(guard), Optional.empty());
  }

  /** The sections in the order of the run. */
  public List<Section> sections() {
    return sections;
  }
}
