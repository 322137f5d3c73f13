package io.questdb.migration.controller;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.questdb.migration.change.EnterpriseTemplate;
import io.questdb.migration.change.Labels;
import io.questdb.migration.change.PodTemplates;
import io.questdb.migration.change.WorkloadPatch;
import io.questdb.migration.checks.ConfigChecks;
import io.questdb.migration.checks.ConfigLocation;
import io.questdb.migration.checks.WorkloadReading;
import io.questdb.migration.facts.Claim;
import io.questdb.migration.facts.Claimant;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.EnterpriseDryRun;
import io.questdb.migration.facts.OriginalConfig;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.SecretFacts;
import io.questdb.migration.facts.WorkloadView;
import io.questdb.migration.ports.Cluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The questions whose answer takes several reads, each of which depends on the one before. */
final class WorkloadAnswers {
  private final Cluster cluster;

  WorkloadAnswers(Cluster cluster) {
    this.cluster = cluster;
  }

  Optional<WorkloadView> view(Look look, Probes.WholeWorkload ask) {
    return cluster
        .statefulSet(look.namespace(), ask.name())
        .map(set -> view(look, set, ask.containerName()));
  }

  Optional<Claimant> claimant(Look look, Probes.ClaimedBy ask) {
    return cluster
        .statefulSet(look.namespace(), ask.statefulSetName())
        .map(set -> Labels.runOf(set.getMetadata().getAnnotations()))
        .filter(uid -> !uid.isEmpty() && !uid.equals(look.run().uid()))
        .flatMap(uid -> cluster.claimant(look.namespace(), uid));
  }

  Optional<EnterpriseDryRun> dryRun(Look look, Probes.EnterpriseChange ask) {
    String name = ask.pin().statefulSetName();
    return cluster
        .statefulSet(look.namespace(), name)
        .map(
            set -> {
              StatefulSet enterprise =
                  new EnterpriseTemplate(ask.spec(), ask.pin())
                      .applied(set, ask.staged(), look.run().uid());
              String patch = WorkloadPatch.of(set).template(set, enterprise).json();
              Pod pod = PodTemplates.podOf(enterprise, ask.pin(), look.namespace(), ask.podName());
              return new EnterpriseDryRun(
                  cluster.dryRunPatch(look.namespace(), name, patch), cluster.dryRunCreate(pod));
            });
  }

  private WorkloadView view(Look look, StatefulSet set, Optional<String> containerName) {
    Optional<Pod> pod = look.pod(WorkloadReading.podName(set));
    WorkloadReading reading = WorkloadReading.of(set, pod, containerName.orElse(null));
    Optional<String> claim = reading.claimName();
    return new WorkloadView(
        set,
        pod,
        claim.flatMap(name -> cluster.claim(look.namespace(), name)).map(this::bound),
        claim.map(name -> cluster.podsOnClaim(look.namespace(), name)).orElse(List.of()),
        cluster.services(look.namespace()),
        config(look, reading),
        environmentSecrets(look, reading));
  }

  private Claim bound(PersistentVolumeClaim claim) {
    Optional<String> volume =
        Optional.ofNullable(claim.getSpec().getVolumeName()).filter(name -> !name.isEmpty());
    return new Claim(claim, volume.flatMap(cluster::volume));
  }

  private Optional<OriginalConfig> config(Look look, WorkloadReading reading) {
    return ConfigLocation.of(reading)
        .filter(source -> source.kind() != ConfigSource.Kind.VOLUME)
        .flatMap(source -> cluster.originalConfig(look.namespace(), source));
  }

  private Map<String, SecretFacts> environmentSecrets(Look look, WorkloadReading reading) {
    Map<String, SecretFacts> secrets = new HashMap<>();
    reading.container().stream()
        .flatMap(container -> ConfigChecks.environmentSecrets(container).stream())
        .forEach(
            name ->
                cluster
                    .secret(look.namespace(), name)
                    .ifPresent(secret -> secrets.put(name, secret)));
    return secrets;
  }
}
