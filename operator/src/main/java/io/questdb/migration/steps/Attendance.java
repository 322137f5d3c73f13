package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.change.Names;
import io.questdb.migration.change.TemporaryPods;
import io.questdb.migration.change.WorkloadPatch;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Seal;
import io.questdb.migration.facts.SealDigest;
import io.questdb.migration.facts.Staged;
import io.questdb.migration.facts.TemporaryPod;
import io.questdb.migration.facts.WorkloadPin;
import io.questdb.migration.volume.SealLines;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the steps of the outage share. */
final class Attendance {
  /** Events come first; this is what a missed one costs. */
  static final Duration RECHECK = Duration.ofMillis(100);

  private Attendance() {}

  /** The pod beside the database in this attempt. */
  static String podName(Run run) {
    return Names.of(run, "attend", run.ledger().attempt(StepName.ATTEND_VOLUME));
  }

  /**
   * The patch that makes the Enterprise template the observed one again; sent only while replicas
   * are 0.
   */
  static String inversePatch(World world) {
    Run run = world.run();
    StatefulSet set = Workloads.set(world);
    StatefulSet enterprise = Workloads.enterprise(set, run, run.ledger().require(Staged.class));
    return inversePatch(set, enterprise);
  }

  static String inversePatch(StatefulSet set, StatefulSet enterprise) {
    return WorkloadPatch.later()
        .testUid(set.getMetadata().getUid())
        .testReplicas(0)
        .template(enterprise, set)
        .json();
  }

  /** The pods on the claim that are not ours. */
  static List<String> strangers(World world) {
    return world
        .see(new Probes.PodsOnClaim(Targets.pin(world.run()).claimName()))
        .orElse(List.of())
        .stream()
        .filter(pod -> !Workloads.ours(pod, world.run()))
        .map((Pod pod) -> pod.getMetadata().getName())
        .toList();
  }

  static Probes.OneClaim claim(Run run) {
    return new Probes.OneClaim(Targets.pin(run).claimName());
  }

  /**
   * Why no server may be started on the claim, or empty. One that is being deleted goes with the
   * last pod on it, maybe ours, and the StatefulSet then makes an empty one of the same name.
   */
  static Optional<Decision> lostClaim(World world) {
    WorkloadPin pin = Targets.pin(world.run());
    boolean kept =
        world
            .see(claim(world.run()))
            .map(PersistentVolumeClaim::getMetadata)
            .filter(seen -> pin.claimUid().equals(seen.getUid()))
            .filter(seen -> seen.getDeletionTimestamp() == null)
            .isPresent();
    return kept
        ? Optional.empty()
        : Optional.of(
            new Decision.Hold(
                Reason.VOLUME_UNSUPPORTED,
                "claim "
                    + pin.claimName()
                    + " was deleted or made anew, or is being deleted: set the reclaim policy of"
                    + " its PersistentVolume to Retain before the last pod on it ends; nothing is"
                    + " started on another volume"));
  }

  /** Whether the process that holds the server's lock is there, or will have it next. */
  static boolean fenced(Optional<TemporaryPod> attending) {
    return attending
        .flatMap(pod -> pod.container(TemporaryPods.ATTEND))
        .filter(TemporaryPod.Container::running)
        .isPresent();
  }

  /**
   * Ends the fence. Empty once its end is ordered: its process ends long before a new pod's server
   * comes to the lock, and one that meets it nevertheless ends with 55 and is started again.
   */
  static Optional<Decision> lift(World world) {
    return world
        .see(new Probes.OurPod(podName(world.run())))
        .filter(pod -> !pod.terminating())
        .map(PodRun::delete);
  }

  /** The seal in a log, or empty when it is not the one that the digest names. */
  static Optional<Seal> seal(String log, SealDigest digest) {
    Seal seal = SealLines.read(log);
    return SealLines.sha256(seal).equals(digest.sha256()) ? Optional.of(seal) : Optional.empty();
  }
}
