package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.checks.ConfigChecks;
import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Admission;
import io.questdb.migration.facts.Checkpoint;
import io.questdb.migration.facts.Edition;
import io.questdb.migration.facts.OriginalConfig;
import io.questdb.migration.facts.Planned;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.ServerIdentity;
import io.questdb.migration.facts.ServerView;
import io.questdb.migration.facts.SnapshotClass;
import io.questdb.migration.facts.TableState;
import io.questdb.migration.facts.WorkloadView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What every check sees of a database in which nothing is wrong. */
final class Inspected {
  static final Probes.WholeWorkload WORKLOAD =
      new Probes.WholeWorkload("questdb", Optional.empty());
  static final Probes.WholeServer SERVER =
      new Probes.WholeServer("questdb", Optional.empty(), ConfigChecks.parameters());
  static final Probes.SnapshotClasses CLASSES = new Probes.SnapshotClasses();
  static final Probes.TlsCertificate CERTIFICATE = new Probes.TlsCertificate("tls");
  static final ServerView OPEN_SOURCE =
      new ServerView(
          new ServerIdentity(Edition.OSS, "9.3.4"),
          Admission.ADMITTED,
          Optional.of(new Checkpoint(false, Optional.empty())),
          List.of(new TableState("trades", "trades~1", "T", true, false, 5, 5)),
          Map.of());

  private Inspected() {}

  /** The same situation in which everything that the checks ask for is in order. */
  static Situation inOrder(Situation given, String variant) {
    Situation seen =
        withSecrets(given, Inspections.probes(given.run()))
            .sees(WORKLOAD, workload(variant))
            .sees(SERVER, OPEN_SOURCE);
    if (given.run().spec().getTls() != null) {
      seen = seen.sees(CERTIFICATE, Originals.CERTIFICATE);
    }
    String driver = Originals.variant(variant).pin().driver();
    return Originals.variant(variant).pin().snapshotClassName().isEmpty()
        ? seen
        : seen.sees(CLASSES, List.of(new SnapshotClass("fast", driver, true, false)));
  }

  /** The same situation with its Secrets and with the plan of what is seen. */
  static Situation planned(Situation given) {
    Set<Probe<?>> asked = PlanInputs.probes(given.run());
    Situation seen = withSecrets(given, asked);
    String hash = PlanInputs.hash(seen.world(asked));
    return seen.recorded(
        StepName.PLAN,
        new Planned(
            hash,
            PlanInputs.specHash(given.run().spec()),
            PlanInputs.podHash(Workloads.set(seen.world(asked))),
            List.of(),
            new Planned.Estimate(0.5, 4)));
  }

  private static Situation withSecrets(Situation given, Set<Probe<?>> asked) {
    Situation seen = given;
    for (var secret : Originals.SECRETS.entrySet()) {
      Probes.OneSecret probe = new Probes.OneSecret(secret.getKey());
      seen = asked.contains(probe) ? seen.sees(probe, secret.getValue()) : seen;
    }
    return seen;
  }

  /** The workload with what hangs on it. */
  static WorkloadView workload(String variant) {
    return workload(variant, Seen.set(variant));
  }

  /** The plain workload in which the set is another one. */
  static WorkloadView workload(StatefulSet set) {
    return workload("plain", set);
  }

  private static WorkloadView workload(String variant, StatefulSet set) {
    boolean onVolume = Seen.set(variant).getSpec().getTemplate().getSpec().getVolumes().isEmpty();
    return new WorkloadView(
        set,
        Optional.of(Seen.pod(variant, "pod-1")),
        Optional.of(Originals.variant(variant).claim()),
        List.of(Seen.pod(variant, "pod-1")),
        Originals.SERVICES,
        onVolume ? Optional.empty() : Optional.of(new OriginalConfig("original")),
        Map.of());
  }

  /** The plain workload in which the pod is another one. */
  static WorkloadView restarted(String podUid) {
    WorkloadView view = workload("plain");
    return new WorkloadView(
        view.set(),
        Optional.of(Seen.pod(podUid)),
        view.claim(),
        List.of(Seen.pod(podUid)),
        view.services(),
        view.config(),
        view.environmentSecrets());
  }
}
