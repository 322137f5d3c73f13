package io.questdb.migration.controller;

import io.questdb.migration.engine.Probe;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.ports.Cluster;
import java.util.Optional;

/** How the questions to the cluster are answered. */
final class ClusterAnswers {
  private ClusterAnswers() {}

  static void addTo(Registry<Look, Probe<?>, Optional<?>> answers, Cluster cluster) {
    answers.on(
        Probes.Workload.class, (look, ask) -> cluster.statefulSet(look.namespace(), ask.name()));
    answers.on(Probes.OnePod.class, (look, ask) -> look.pod(ask.name()));
    answers.on(Probes.OneClaim.class, (look, ask) -> cluster.claim(look.namespace(), ask.name()));
    answers.on(
        Probes.PodsOnClaim.class,
        (look, ask) -> Optional.of(cluster.podsOnClaim(look.namespace(), ask.claimName())));
    answers.on(Probes.SnapshotClasses.class, (look, ask) -> Optional.of(cluster.snapshotClasses()));
    answers.on(Probes.OneSnapshot.class, (look, ask) -> look.snapshot(ask.name()));
    answers.on(Probes.OneSecret.class, (look, ask) -> cluster.secret(look.namespace(), ask.name()));
    answers.on(
        Probes.TlsCertificate.class,
        (look, ask) -> cluster.certificate(look.namespace(), ask.secretName()));
    answers.on(
        Probes.OurPod.class, (look, ask) -> cluster.temporaryPod(look.namespace(), ask.name()));
    answers.on(
        Probes.OurLog.class,
        (look, ask) -> cluster.log(look.namespace(), ask.podName(), ask.container()));
    answers.on(
        Probes.Temporaries.class,
        (look, ask) -> Optional.of(cluster.temporaries(look.namespace(), ask.runUid())));
    answers.on(
        Probes.Config.class, (look, ask) -> cluster.originalConfig(look.namespace(), ask.source()));
    answers.on(
        Probes.StoredRecord.class,
        (look, ask) -> cluster.runRecord(look.namespace(), ask.secretName()));
    answers.on(
        Probes.StoredHandoff.class,
        (look, ask) -> cluster.handoff(look.namespace(), ask.configMapName()));
    WorkloadAnswers workload = new WorkloadAnswers(cluster);
    answers.on(Probes.WholeWorkload.class, workload::view);
    answers.on(Probes.ClaimedBy.class, workload::claimant);
    answers.on(Probes.EnterpriseChange.class, workload::dryRun);
  }
}
