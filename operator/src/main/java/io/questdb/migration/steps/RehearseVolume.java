package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.change.Names;
import io.questdb.migration.change.TemporaryPods;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.Step;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.OriginalConfig;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.TemporaryPod;
import io.questdb.migration.facts.VolumeInspection;
import io.questdb.migration.facts.VolumeReport;
import io.questdb.migration.facts.WorkloadPin;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Looks at the volume from a pod beside the database. */
final class RehearseVolume implements Step {
  /** Packed, a table takes some 40 bytes of the Secret's 1 MiB, and its schema as much again. */
  private static final int MOST_TABLES = 10_000;

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

  private static Decision judge(World world, TemporaryPod.Container ended) {
    Optional<VolumeInspection> answer = Answers.read(ended, VolumeInspection.class);
    if (answer.isEmpty()) {
      return new Decision.Hold(
          Reason.TEMPORARY_POD_FAILED, "the pod that looked at the volume gave no readable answer");
    }
    VolumeInspection seen = answer.get();
    return root(world, seen).or(() -> tables(seen)).orElseGet(() -> report(world, seen));
  }

  private static Decision report(World world, VolumeInspection seen) {
    Optional<Probes.Config> config = PlanInputs.config(world.run());
    Optional<String> hash =
        config.isPresent()
            ? world.see(config.get()).map(OriginalConfig::originalHash)
            : Optional.of(seen.serverConf().sha256());
    return hash.isEmpty()
        ? new Decision.Hold(
            Reason.CONFIG_NOT_FOUND,
            "the object with server.conf was deleted: create it again, the pod cannot restart"
                + " without it")
        : new Decision.Complete(
            Reason.DONE,
            seen.tables() + " tables, " + seen.freeBytes() / (1024 * 1024) + " MiB free",
            new VolumeReport(seen.db().uid(), seen.db().gid(), seen.freeBytes(), hash.get()));
  }

  /** What stands against the install root, or empty. */
  private static Optional<Decision> root(World world, VolumeInspection seen) {
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
    if (seen.checkpointDb()) {
      return hold(
          Reason.TRIGGER_FILE_PRESENT,
          "the volume holds .checkpoint/db, which a checkpoint has left that nobody holds any more"
              + " and which a later start may roll the data back to: run CHECKPOINT RELEASE, which"
              + " removes it");
    }
    return Targets.pin(world.run()).serverConf().inObject()
        ? Optional.empty()
        : configuration(world, seen);
  }

  /** What stands against {@code server.conf} on the volume, or empty. */
  private static Optional<Decision> configuration(World world, VolumeInspection seen) {
    WorkloadPin pin = Targets.pin(world.run());
    if (!seen.serverConf().present() && !writesOwnConf(Workloads.set(world), pin)) {
      return hold(
          Reason.CONFIG_NOT_FOUND,
          "the volume holds no conf/server.conf, without which the old server does not start again:"
              + " put one there, an empty file is enough");
    }
    if (!seen.serverConf().wellFormed()) {
      return hold(
          Reason.CONFIG_NOT_FOUND,
          "conf/server.conf has a malformed \\u escape, which the server refuses too: correct it");
    }
    return !seen.confWritable()
        ? hold(
            Reason.VOLUME_UNSUPPORTED,
            "directory conf has mode "
                + seen.conf().mode()
                + " and owner "
                + seen.conf().uid()
                + ": let uid "
                + seen.db().uid()
                + ", which owns db, create files in it")
        : Optional.empty();
  }

  /** What stands against the tables, or empty. */
  private static Optional<Decision> tables(VolumeInspection seen) {
    if (seen.tables() > MOST_TABLES) {
      return hold(
          Reason.VOLUME_UNSUPPORTED,
          seen.tables()
              + " tables, and the seal of more than "
              + MOST_TABLES
              + " may not fit a Secret: drop tables that nobody needs, or migrate by hand");
    }
    if (seen.unsealable().count() > 0) {
      return hold(
          Reason.VOLUME_UNSUPPORTED,
          "the files of these tables are of an unknown format: " + names(seen.unsealable()));
    }
    if (seen.symlinkedTables().count() > 0) {
      return hold(
          Reason.VOLUME_UNSUPPORTED,
          "these tables lie on another volume, which no snapshot of this one contains: "
              + names(seen.symlinkedTables()));
    }
    return seen.pendingConvert().count() > 0
        ? hold(
            Reason.VOLUME_UNSUPPORTED,
            "the next start converts these tables to or from WAL, and they would not be as recorded"
                + " any more: restart the database first: "
                + names(seen.pendingConvert()))
        : Optional.empty();
  }

  private static String names(VolumeInspection.Names names) {
    return String.join(", ", names.first());
  }

  /**
   * Whether a server that finds no file writes one, as the image's own command has it: without the
   * option -f it ends with 55 (measured with 9.3.4), and a give-back would not bring it up.
   */
  private static boolean writesOwnConf(StatefulSet set, WorkloadPin pin) {
    Container container =
        set.getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .get(Workloads.container(set, pin.containerName()));
    boolean asImage = container.getCommand().isEmpty() && container.getArgs().isEmpty();
    return asImage || container.getCommand().contains("-f") || container.getArgs().contains("-f");
  }

  private static Optional<Decision> hold(Reason reason, String message) {
    return Optional.of(new Decision.Hold(reason, message));
  }

  private String podName(Run run) {
    return Names.of(run, "inspect", run.ledger().attempt(name()));
  }
}
