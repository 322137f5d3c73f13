package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.questdb.migration.engine.Evidence;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Returned;
import io.questdb.migration.facts.Stopped;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** When an outage that is given back was over: as soon as the pod in place of the old was ready. */
final class ServedAgain {
  private ServedAgain() {}

  /** Empty when there was no outage, or it is not over. */
  static Optional<Evidence> evidence(World world) {
    Run run = world.run();
    String before = Targets.pin(run).podUid();
    Optional<Pod> pod =
        world
            .see(new Probes.OnePod(Targets.pin(run).podName()))
            .filter(Workloads::ready)
            .filter(seen -> !seen.getMetadata().getUid().equals(before));
    return stopRequestedAt(run.ledger())
        .flatMap(
            stopped -> pod.map(seen -> new Returned(stopped, readyAt(seen, stopped, run.now()))));
  }

  private static Optional<Instant> stopRequestedAt(Ledger ledger) {
    return ledger
        .evidence(Stopped.class)
        .map(Stopped::stopRequestedAt)
        .or(
            () ->
                ledger
                    .row(StepName.STOP_DATABASE)
                    .filter(row -> ledger.begun(row.step()))
                    .flatMap(Row::startedAt));
  }

  /** By the clock of the node, where that makes sense beside the operator's. */
  private static Instant readyAt(Pod pod, Instant stopped, Instant now) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> "Ready".equals(condition.getType()))
        .map(PodCondition::getLastTransitionTime)
        .flatMap(time -> parsed(time).stream())
        .filter(at -> at.isAfter(stopped) && at.isBefore(now))
        .findFirst()
        .orElse(now);
  }

  private static Optional<Instant> parsed(String time) {
    try {
      return Optional.ofNullable(time).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
