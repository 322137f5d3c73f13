package io.questdb.migration.steps;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.api.v1alpha1.BackupMethod;
import io.questdb.migration.checks.BackupChecks;
import io.questdb.migration.checks.CertificateChecks;
import io.questdb.migration.checks.ClaimChecks;
import io.questdb.migration.checks.ConfigChecks;
import io.questdb.migration.checks.ConfigLocation;
import io.questdb.migration.checks.DatabaseChecks;
import io.questdb.migration.checks.OwnerChecks;
import io.questdb.migration.checks.SecretChecks;
import io.questdb.migration.checks.ServiceChecks;
import io.questdb.migration.checks.VolumeChecks;
import io.questdb.migration.checks.WorkloadChecks;
import io.questdb.migration.checks.WorkloadReading;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.Finding;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.World;
import io.questdb.migration.facts.Claim;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.SecretFacts;
import io.questdb.migration.facts.ServerView;
import io.questdb.migration.facts.SnapshotClass;
import io.questdb.migration.facts.WorkloadPin;
import io.questdb.migration.facts.WorkloadView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All checks over one observation, and the workload that they found. */
final class Inspections {
  /**
   * A restart of the API server or of the database takes less, and nobody is to be called for it.
   */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private Inspections() {}

  static Set<Probe<?>> probes(Run run) {
    Set<Probe<?>> probes = new HashSet<>();
    probes.add(workload(run));
    probes.add(claimedBy(run));
    SecretChecks.names(run.spec()).forEach(name -> probes.add(new Probes.OneSecret(name)));
    if (run.spec().getTls() != null) {
      probes.add(certificate(run));
    }
    if (snapshots(run)) {
      probes.add(new Probes.SnapshotClasses());
    }
    probes.add(server(run));
    return probes;
  }

  /** Every finding of every check. */
  static List<Finding> findings(World world) {
    Run run = world.run();
    Optional<WorkloadView> view = world.see(workload(run));
    List<Finding> claim =
        view.map(seen -> ClaimChecks.findings(run, seen.set(), world.see(claimedBy(run))))
            .orElse(List.of());
    if (!claim.isEmpty()) {
      return claim; // What else there is to say could make a person start the old edition.
    }
    List<Finding> found = new ArrayList<>();
    found.addAll(
        WorkloadChecks.findings(run, view.map(WorkloadView::set), view.flatMap(WorkloadView::pod)));
    found.addAll(SecretChecks.findings(run, secrets(world)));
    if (view.isEmpty()) {
      return found;
    }
    WorkloadReading reading = reading(run, view.get());
    found.addAll(OwnerChecks.findings(view.get().set()));
    found.addAll(VolumeChecks.findings(run, reading, view.get().claim(), view.get().podsOnClaim()));
    found.addAll(
        ServiceChecks.findings(run.spec().getWorkload(), view.get().services(), view.get().pod()));
    found.addAll(config(world, view.get(), reading));
    found.addAll(database(world, view.get(), reading));
    if (run.spec().getTls() != null) {
      found.addAll(
          CertificateChecks.findings(
              run.spec().getTls().getSecretName(),
              world.see(certificate(run)),
              service(run, view.get(), reading).map(ServiceChecks::hostNames).orElse(List.of()),
              run.now()));
    }
    found.addAll(BackupChecks.findings(run.spec().getBackup(), view.get().claim(), classes(world)));
    return found;
  }

  /** The decision that blocking findings ask for, or empty when none blocks. */
  static Optional<Decision> blocked(List<Finding> found) {
    List<Finding> blocks =
        found.stream().filter(finding -> finding.severity() == Finding.Severity.BLOCK).toList();
    if (blocks.isEmpty()) {
      return Optional.empty();
    }
    Finding first = blocks.get(0);
    String others =
        blocks.size() == 1 ? "" : " (and " + (blocks.size() - 1) + " more, see status.findings)";
    return Optional.of(
        new Decision.Hold(first.reason(), first.message() + ": " + first.remedy() + others, found));
  }

  /** What everything later acts on; only after nothing blocks. */
  static WorkloadPin pin(World world) {
    Run run = world.run();
    WorkloadView view = world.see(workload(run)).orElseThrow();
    WorkloadReading reading = reading(run, view);
    StatefulSet set = view.set();
    Pod pod = view.pod().orElseThrow();
    Container container = reading.container().orElseThrow();
    Claim claim = view.claim().orElseThrow();
    String driver = BackupChecks.driver(claim).orElse("");
    String snapshotClass =
        snapshots(run)
            ? BackupChecks.chosen(run.spec().getBackup(), driver, classes(world))
                .map(SnapshotClass::name)
                .orElse("")
            : "";
    return new WorkloadPin(
        set.getMetadata().getName(),
        set.getMetadata().getUid(),
        container.getName(),
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        pod.getSpec().getNodeName(),
        service(run, view, reading).map(found -> found.getMetadata().getName()).orElse(""),
        claim.claim().getMetadata().getName(),
        claim.claim().getMetadata().getUid(),
        reading.mount().orElseThrow().getName(),
        reading.dataPath(),
        driver,
        snapshotClass,
        Workloads.replicas(set),
        container.getImage(),
        Workloads.imageId(pod, container.getName()).orElse(""),
        world.see(server(run)).orElseThrow().identity().version(),
        ConfigLocation.of(reading).orElseThrow());
  }

  private static List<Finding> config(World world, WorkloadView view, WorkloadReading reading) {
    return ConfigChecks.findings(
        world.run().spec(),
        reading,
        new ConfigChecks.Seen(
            ConfigLocation.of(reading),
            view.config(),
            world.see(server(world.run())).map(ServerView::parameters).orElse(Map.of()),
            view.environmentSecrets()));
  }

  private static List<Finding> database(World world, WorkloadView view, WorkloadReading reading) {
    Optional<ServerView> server = world.see(server(world.run()));
    return DatabaseChecks.findings(
        world.run(),
        reading.podName(),
        new DatabaseChecks.Seen(
            view.pod(),
            server.map(ServerView::identity),
            server.map(ServerView::login),
            server.flatMap(ServerView::checkpoint),
            server.map(ServerView::tables).orElse(List.of())));
  }

  private static Map<String, SecretFacts> secrets(World world) {
    Map<String, SecretFacts> secrets = new HashMap<>();
    for (String name : SecretChecks.names(world.run().spec())) {
      world.see(new Probes.OneSecret(name)).ifPresent(secret -> secrets.put(name, secret));
    }
    return secrets;
  }

  private static List<SnapshotClass> classes(World world) {
    return snapshots(world.run())
        ? world.see(new Probes.SnapshotClasses()).orElse(List.of())
        : List.of();
  }

  private static Optional<Service> service(Run run, WorkloadView view, WorkloadReading reading) {
    return ServiceChecks.chosen(
        run.spec().getWorkload(), view.services(), view.pod(), reading.httpPort());
  }

  private static WorkloadReading reading(Run run, WorkloadView view) {
    return WorkloadReading.of(view.set(), view.pod(), run.spec().getWorkload().getContainerName());
  }

  private static Probes.WholeWorkload workload(Run run) {
    return new Probes.WholeWorkload(
        run.spec().getWorkload().getStatefulSetName(),
        Optional.ofNullable(run.spec().getWorkload().getContainerName()));
  }

  private static Probes.ClaimedBy claimedBy(Run run) {
    return new Probes.ClaimedBy(run.spec().getWorkload().getStatefulSetName());
  }

  private static Probes.TlsCertificate certificate(Run run) {
    return new Probes.TlsCertificate(run.spec().getTls().getSecretName());
  }

  private static boolean snapshots(Run run) {
    return run.spec().getBackup().getMethod() == BackupMethod.VOLUME_SNAPSHOT;
  }

  private static Probes.WholeServer server(Run run) {
    return new Probes.WholeServer(
        run.spec().getWorkload().getStatefulSetName(),
        Optional.ofNullable(run.spec().getWorkload().getCredentialsSecretName()),
        ConfigChecks.parameters());
  }
}
