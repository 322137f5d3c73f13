package io.questdb.migration.steps;

import io.questdb.migration.change.Names;
import io.questdb.migration.change.TemporaryPods;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.facts.Seal;
import io.questdb.migration.facts.SealDigest;
import io.questdb.migration.facts.Sealed;
import io.questdb.migration.facts.TemporaryPod;
import io.questdb.migration.steps.action.MigrationAction;
import io.questdb.migration.volume.SealLines;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes over the exact fingerprint of the stopped volume, and sees the fence hold it. */
final class SealVolume implements Step {
  /** No event tells that a log has its last line. */
  private static final Duration POLL = Duration.ofMillis(50);

  @Override
  public StepName name() {
    return StepName.SEAL_VOLUME;
  }

  @Override
  public Optional<Duration> timeout(Run run) {
    return Optional.of(Limits.stop(run));
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    return Set.of(
        new Probes.OurPod(Attendance.podName(run)),
        new Probes.OurLog(Attendance.podName(run), TemporaryPods.ATTEND),
        new Probes.StoredRecord(Names.runRecord(run)));
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    Optional<TemporaryPod> pod = world.see(new Probes.OurPod(Attendance.podName(run)));
    if (pod.isEmpty()) {
      return new Decision.Redo(
          Reason.TEMPORARY_POD_FAILED,
          "pod " + Attendance.podName(run) + " is gone, and with it the fence");
    }
    Optional<Decision> failure = PodRun.failure(pod.get());
    if (failure.isPresent()) {
      return failure.get();
    }
    if (!Attendance.fenced(pod) || pod.get().terminating()) {
      return new Decision.Redo(
          Reason.TEMPORARY_POD_FAILED, "pod " + pod.get().name() + " ends, and with it the fence");
    }
    return world
        .see(new Probes.OurLog(Attendance.podName(run), TemporaryPods.ATTEND))
        .map(log -> read(world, log))
        .orElseGet(SealVolume::reading);
  }

  private static Decision read(World world, String log) {
    try {
      Optional<SealDigest> digest = SealLines.digest(log);
      if (digest.isEmpty()) {
        return reading();
      }
      Optional<Seal> seal = Attendance.seal(log, digest.get());
      return seal.isPresent()
          ? sealed(world, seal.get(), digest.get())
          : damaged(world.run(), "is not the one it names");
    } catch (IllegalArgumentException notASeal) {
      return damaged(world.run(), "cannot be read");
    }
  }

  private static Decision reading() {
    return new Decision.Wait(Reason.IN_PROGRESS, "reading the seal", POLL);
  }

  private static Decision damaged(Run run, String how) {
    return new Decision.Redo(
        Reason.SEAL_FAILED, "the seal in the log of pod " + Attendance.podName(run) + " " + how);
  }

  private static Decision sealed(World world, Seal seal, SealDigest digest) {
    Run run = world.run();
    if (digest.checkpointDb()) {
      return new Decision.Hold(
          Reason.TRIGGER_FILE_PRESENT,
          "the stopped volume holds .checkpoint/db, which Enterprise may roll the data back to: run"
              + " CHECKPOINT RELEASE when the old database serves again, which removes it");
    }
    String lines = SealLines.write(seal);
    Optional<RunRecord> record = world.see(new Probes.StoredRecord(Names.runRecord(run)));
    if (record.filter(found -> lines.equals(found.entries().get(RunRecord.SEAL))).isEmpty()) {
      return new Decision.Act(
          new MigrationAction.WriteRunRecord(Names.runRecord(run), Map.of(RunRecord.SEAL, lines)),
          Reason.IN_PROGRESS,
          "recording the seal");
    }
    return new Decision.Complete(
        Reason.DONE,
        digest.tables() + " tables are sealed and the volume is fenced",
        new Sealed(digest.sha256(), digest.tables()));
  }
}
