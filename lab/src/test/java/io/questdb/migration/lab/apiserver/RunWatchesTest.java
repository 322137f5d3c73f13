package io.questdb.migration.lab.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshotBuilder;
import io.questdb.migration.adapter.kubernetes.RunWatches;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.api.v1alpha1.WorkloadSpec;
import io.questdb.migration.change.Labels;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Reason;
import io.questdb.migration.engine.Row;
import io.questdb.migration.engine.Run;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.WorkloadPin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What wakes a run up: its workload and what it made, and nothing else. */
class RunWatchesTest {
  @RegisterExtension static final EmbeddedServer API = new EmbeddedServer();

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final Duration QUIET = Duration.ofMillis(300);

  private final String namespace = "watches-" + UUID.randomUUID().toString().substring(0, 8);
  private final AtomicInteger triggers = new AtomicInteger();
  private final RunWatches watches =
      new RunWatches(
          API.client(),
          (inNamespace, name) -> {
            assertThat(inNamespace + "/" + name).isEqualTo(namespace + "/migration");
            triggers.incrementAndGet();
          });

  @BeforeEach
  void createNamespace() {
    API.client()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  @AfterEach
  void forget() {
    watches.forget(namespace, "migration");
  }

  @Test
  void theWorkloadItsPodAndWhatTheRunMadeTriggerIt() {
    watches.follow(run(NOW, Optional.empty()));

    for (HasMetadata object :
        List.of(
            set("questdb"), pod("questdb-0", ""), pod("inspect", "run-uid"), snapshot("run-uid"))) {
      assertTriggeredBy(object);
    }
  }

  @Test
  void whatIsOfOthersDoesNot() {
    watches.follow(run(NOW, Optional.empty()));

    assertNotTriggeredBy(
        set("another"), pod("questdb-1", ""), pod("inspect", "another"), snapshot("another"));
  }

  @Test
  void thePodIsTheOneThatWasFound() {
    // Given ordinals that do not start at 0
    watches.follow(run(NOW, Optional.empty()));
    watches.follow(run(NOW, Optional.of("questdb-5")));

    assertTriggeredBy(pod("questdb-5", ""));
    assertNotTriggeredBy(pod("questdb-0", ""));
  }

  @Test
  void aForgottenRunIsNotTriggered() {
    watches.follow(run(NOW, Optional.empty()));
    assertTriggeredBy(set("questdb"));

    watches.forget(namespace, "migration");

    assertNotTriggeredBy(pod("questdb-0", ""));
  }

  @Test
  void aWatchThatCouldNotBeOpenedIsOpenedAMinuteLater() {
    // Given
    API.server().faults().add(new Fault("watch", "statefulsets", "*", 1, new Fault.Answer(410)));
    watches.follow(run(NOW, Optional.empty()));

    // When
    watches.follow(run(NOW.plusSeconds(59), Optional.empty()));
    // Then
    assertNotTriggeredBy(set("questdb"));

    // When
    watches.follow(run(NOW.plusSeconds(61), Optional.empty()));
    // Then a watch tells what is there, too
    await().until(() -> triggers.get() > 0);
  }

  private void assertTriggeredBy(HasMetadata object) {
    int before = triggers.get();
    API.client().resource(object).create();
    await().until(() -> triggers.get() > before);
  }

  private void assertNotTriggeredBy(HasMetadata... objects) {
    int before = triggers.get();
    for (HasMetadata object : objects) {
      API.client().resource(object).create();
    }
    await().during(QUIET).until(() -> triggers.get() == before);
  }

  private HasMetadata set(String name) {
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withServiceName(name)
        .withNewSelector()
        .addToMatchLabels("app", name)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .withImage("registry.example.com/none:1")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private HasMetadata pod(String name, String runUid) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(runUid.isEmpty() ? Map.of() : Labels.temporary(runUid))
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .withImage("registry.example.com/none:1")
        .endContainer()
        .endSpec()
        .build();
  }

  private HasMetadata snapshot(String runUid) {
    return new VolumeSnapshotBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName("offline")
        .withLabels(Labels.ofRun(runUid))
        .endMetadata()
        .withNewSpec()
        .withNewSource()
        .withPersistentVolumeClaimName("data")
        .endSource()
        .endSpec()
        .build();
  }

  private Run run(Instant now, Optional<String> podName) {
    QuestDBMigrationSpec spec = new QuestDBMigrationSpec();
    WorkloadSpec workload = new WorkloadSpec();
    workload.setStatefulSetName("questdb");
    spec.setWorkload(workload);
    Ledger ledger =
        podName
            .map(
                pod ->
                    new Ledger(
                        Map.of(StepName.INSPECT, inspected(pod)),
                        List.of(),
                        Optional.empty(),
                        Optional.empty()))
            .orElseGet(Ledger::empty);
    return new Run(namespace, "migration", "run-uid", false, spec, ledger, false, now);
  }

  private static Row inspected(String podName) {
    WorkloadPin pin =
        new WorkloadPin(
            "questdb",
            "set-uid",
            "questdb",
            podName,
            "pod-uid",
            "node",
            "questdb",
            "claim",
            "claim-uid",
            "data",
            "/var/lib/questdb",
            "driver",
            "",
            1,
            "questdb/questdb:9.3.4",
            "",
            "9.3.4",
            new ConfigSource(ConfigSource.Kind.VOLUME, "", ""));
    return new Row(
        StepName.INSPECT,
        StepState.COMPLETE,
        1,
        0,
        Reason.DONE,
        "",
        Optional.of(NOW),
        Optional.of(NOW),
        Optional.of(pin));
  }
}
