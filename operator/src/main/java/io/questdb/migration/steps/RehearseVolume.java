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
import io.questdb.migration.facts.MergedConfig;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.TemporaryPod;
import io.questdb.migration.facts.VolumeInspection;
import io.questdb.migration.facts.VolumeInspection.ConfFile;
import io.questdb.migration.facts.VolumeReport;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Looks at the volume from a pod beside the database. */
final class RehearseVolume implements Step {
  private final TemporaryPods pods;

  RehearseVolume(TemporaryPods pods) {
    this.pods = pods;
  }

  @Override
  public StepName name() {
    return StepName.REHEARSE_VOLUME;
  }

  @Override
  public Optional<Duration> timeout(Run run) {
    return Optional.of(Duration.ofMinutes(10));
  }

  @Override
  public Set<Probe<?>> probes(Run run) {
    Set<Probe<?>> probes = new HashSet<>();
    probes.add(Workloads.probe(run));
    probes.add(new Probes.OurPod(podName(run)));
    PlanInputs.config(run).ifPresent(probes::add);
    return probes;
  }

  @Override
  public Decision decide(World world) {
    Run run = world.run();
    return PodRun.ended(
        world,
        podName(run),
        TemporaryPods.VOLUME,
        () ->
            pods.inspect(run, Targets.pin(run), Workloads.set(world), run.ledger().attempt(name())),
        ended -> judge(world, ended));
  }

  private Decision judge(World world, TemporaryPod.Container ended) {
    Optional<VolumeInspection> answer = Answers.read(ended, VolumeInspection.class);
    if (answer.isEmpty()) {
      return new Decision.Hold(
          Reason.TEMPORARY_POD_FAILED, "the pod that looked at the volume gave no readable answer");
    }
    return unsupported(answer.get()).orElseGet(() -> report(world, answer.get()));
  }

  private static Optional<Decision> unsupported(VolumeInspection seen) {
    if (!seen.installRoot()) {
      return hold(
          Reason.VOLUME_UNSUPPORTED,
          "the claim holds no db directory at its root: mount the whole install root from the"
              + " claim");
    }
    if (!seen.triggers().isEmpty()) {
      return hold(
          Reason.TRIGGER_FILE_PRESENT,
          "the volume holds "
              + String.join(", ", seen.triggers())
              + ", which would make the next start restore or migrate: remove it");
    }
    if (seen.unsealable().count() > 0) {
      return hold(
          Reason.VOLUME_UNSUPPORTED,
          "the files of these tables are of an unknown format: "
              + String.join(", ", seen.unsealable().first()));
    }
    if (seen.symlinkedTables().count() > 0) {
      return hold(
          Reason.VOLUME_UNSUPPORTED,
          "these tables lie on another volume, which no snapshot of this one contains: "
              + String.join(", ", seen.symlinkedTables().first()));
    }
    return Optional.empty();
  }

  private static Decision report(World world, VolumeInspection seen) {
    Optional<Probes.Config> config = PlanInputs.config(world.run());
    Optional<String> hash =
        config.isPresent()
            ? world.see(config.get()).map(MergedConfig::originalHash)
            : Optional.of(seen.serverConf()).filter(ConfFile::present).map(ConfFile::sha256);
    if (hash.isEmpty()) {
      // Without the option -f a server that finds no such file ends with 55 (measured with 9.3.4).
      return new Decision.Hold(
          Reason.CONFIG_NOT_FOUND,
          "there is no server.conf, without which the old server may not start again: put one"
              + " there, an empty file is enough");
    }
    return new Decision.Complete(
        Reason.DONE,
        seen.tables() + " tables, " + seen.freeBytes() / (1024 * 1024) + " MiB free",
        new VolumeReport(seen.db().uid(), seen.db().gid(), seen.freeBytes(), hash.get()));
  }

  private static Optional<Decision> hold(Reason reason, String message) {
    return Optional.of(new Decision.Hold(reason, message));
  }

  private String podName(Run run) {
    return Names.of(run, "inspect", run.ledger().attempt(name()));
  }
}
