package io.questdb.migration.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.questdb.migration.change.Labels;
import io.questdb.migration.engine.Ledger;
import io.questdb.migration.engine.Observed;
import io.questdb.migration.engine.Probe;
import io.questdb.migration.facts.Admission;
import io.questdb.migration.facts.Checkpoint;
import io.questdb.migration.facts.Claimant;
import io.questdb.migration.facts.Edition;
import io.questdb.migration.facts.PendingUpload;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.ServerIdentity;
import io.questdb.migration.facts.Target;
import io.questdb.migration.facts.Uploads;
import io.questdb.migration.ports.Cluster;
import io.questdb.migration.ports.Database;
import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.Login;
import io.questdb.migration.ports.PortException;
import io.questdb.migration.ports.PortFake;
import io.questdb.migration.steps.action.MigrationAction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObserverTest {
  private static final ServerIdentity OSS = new ServerIdentity(Edition.OSS, "9.3.4");
  private static final Target PLAIN = Target.plain("questdb-0");

  private final PortFake<Cluster> cluster = new PortFake<>(Cluster.class);
  private final PortFake<Database> database = new PortFake<>(Database.class);
  private final Observer observer = new Observer(cluster.port(), database.port(), Runnable::run);

  @Test
  void everyProbeIsHandled() {
    assertThat(observer.handled()).containsExactlyInAnyOrder(nested());
  }

  @Test
  void everyActionIsHandled() {
    ActionRunner runner = new ActionRunner(cluster.port(), database.port(), Clock.systemUTC());
    assertThat(runner.handled().stream().<Class<?>>map(type -> type))
        .containsExactlyInAnyOrder(MigrationAction.class.getPermittedSubclasses());
  }

  @Test
  void aFailedLookIsUnknownAndNeverAbsent() {
    cluster.fails("statefulSet", new PortException.Unavailable("no answer"));
    assertThat(look(new Probes.Workload("questdb"))).isEqualTo(new Observed.Unknown<>("no answer"));
  }

  @Test
  void aRefusedLookIsUnknownAndSaysThatItWillBeRefusedAgain() {
    cluster.fails("statefulSet", new PortException.Rejected("forbidden"));
    assertThat(look(new Probes.Workload("questdb")))
        .isEqualTo(new Observed.Unknown<>("forbidden", true));
  }

  @Test
  void whatIsNotThereIsAbsent() {
    cluster.on("statefulSet", arguments -> Optional.empty());
    assertThat(look(new Probes.Workload("questdb"))).isEqualTo(new Observed.Absent<>());
  }

  @Test
  void theMigrationThatHasClaimedTheWorkloadIsLookedUpByItsUid() {
    cluster.on("statefulSet", arguments -> Optional.of(claimed("another-uid")));
    cluster.on(
        "claimant",
        arguments ->
            arguments[1].equals("another-uid")
                ? Optional.of(new Claimant("first", false))
                : Optional.empty());
    assertThat(look(new Probes.ClaimedBy("questdb")))
        .isEqualTo(new Observed.Present<>(new Claimant("first", false)));
  }

  @Test
  void aWorkloadThatIsFreeOrOursIsClaimedByNoOther() {
    cluster.on("statefulSet", arguments -> Optional.of(claimed("")));
    assertThat(look(new Probes.ClaimedBy("questdb"))).isEqualTo(new Observed.Absent<>());
    cluster.on("statefulSet", arguments -> Optional.of(claimed("run-uid")));
    assertThat(look(new Probes.ClaimedBy("questdb"))).isEqualTo(new Observed.Absent<>());
  }

  @Test
  void aDatabaseWithoutPodIsAbsent() {
    cluster.on("pod", arguments -> Optional.empty());
    assertThat(look(new Probes.CheckpointState(PLAIN))).isEqualTo(new Observed.Absent<>());
  }

  @Test
  void aDatabaseWhoseContainerDoesNotRunIsAbsent() {
    cluster.on("pod", arguments -> Optional.of(pod(false)));
    assertThat(look(new Probes.CheckpointState(PLAIN))).isEqualTo(new Observed.Absent<>());
  }

  @Test
  void aDatabaseThatRunsAndDoesNotAnswerIsUnknown() {
    cluster.on("pod", arguments -> Optional.of(pod(true)));
    database.fails("identity", new PortException.Unavailable("refused"));
    database.fails("checkpoint", new PortException.Unavailable("refused"));
    assertThat(look(new Probes.CheckpointState(PLAIN)))
        .isEqualTo(new Observed.Unknown<>("refused"));
  }

  @Test
  void aServerThatIsStillStartingIsAbsent() {
    cluster.on("pod", arguments -> Optional.of(pod(true)));
    database.fails("identity", new PortException.Unavailable("refused"));
    database.fails("checkpoint", new PortException.Unavailable("refused"));
    assertThat(look(new Probes.Serving(PLAIN))).isEqualTo(new Observed.Absent<>());
  }

  @Test
  void anUnreadablePodIsUnknownForAServerThatMayBeStarting() {
    cluster.fails("pod", new PortException.Unavailable("no answer"));
    assertThat(look(new Probes.Serving(PLAIN))).isEqualTo(new Observed.Unknown<>("no answer"));
  }

  @Test
  void anotherCertificateIsAbsent() {
    cluster.on("pod", arguments -> Optional.of(pod(true)));
    database.fails("handshake", new PortException.Rejected("another certificate"));
    assertThat(look(new Probes.Handshake(PLAIN, "PGWire"))).isEqualTo(new Observed.Absent<>());
  }

  @Test
  void aLoginIsReadFromItsSecret() {
    cluster.on("pod", arguments -> Optional.of(pod(true)));
    cluster.on(
        "secretValues", arguments -> Optional.of(Map.of("username", "ana", "password", "s3")));
    database.on(
        "admission",
        arguments -> {
          Endpoint server = (Endpoint) arguments[0];
          assertThat(server.host()).isEqualTo("10.0.0.7");
          assertThat(server.login()).contains(new Login.Basic("ana", "s3"));
          return Admission.ADMITTED;
        });
    assertThat(look(new Probes.Login(PLAIN.as(Optional.of("login")))))
        .isEqualTo(new Observed.Present<>(Admission.ADMITTED));
  }

  @Test
  void aMissingLoginIsUnknown() {
    cluster.on("pod", arguments -> Optional.of(pod(true)));
    cluster.on("secretValues", arguments -> Optional.empty());
    assertThat(look(new Probes.Login(PLAIN.as(Optional.of("login")))))
        .isInstanceOf(Observed.Unknown.class);
  }

  @Test
  void aUserLogsInWithThePasswordOfItsSecret() {
    cluster.on("pod", arguments -> Optional.of(pod(true)));
    cluster.on("secretValues", arguments -> Optional.of(Map.of("password", "s3")));
    database.on(
        "admission",
        arguments -> {
          assertThat(((Endpoint) arguments[0]).login()).contains(new Login.Basic("ana", "s3"));
          return Admission.DENIED;
        });
    assertThat(look(new Probes.UserLogin(PLAIN, "ana", "ana-login")))
        .isEqualTo(new Observed.Present<>(Admission.DENIED));
    cluster.on("secretValues", arguments -> Optional.empty());
    assertThat(look(new Probes.UserLogin(PLAIN, "ana", "ana-login")))
        .isEqualTo(new Observed.Absent<>());
  }

  @Test
  void theServerOfAWorkloadIsTheFirstPodOfItsOrdinals() {
    cluster.on(
        "statefulSet",
        arguments ->
            Optional.of(
                new StatefulSetBuilder(claimed(""))
                    .withNewSpec()
                    .withNewOrdinals(5)
                    .endSpec()
                    .build()));
    cluster.on(
        "pod",
        arguments -> {
          assertThat(arguments[1]).isEqualTo("questdb-5");
          return Optional.empty();
        });
    assertThat(look(new Probes.WholeServer("questdb", Optional.empty(), Set.of())))
        .isEqualTo(new Observed.Absent<>());
  }

  @Test
  void tablesAreReadBeforeWhatIsLeftToUpload() {
    cluster.on("pod", arguments -> Optional.of(pod(true)));
    database.on("tables", arguments -> List.of());
    database.on("pendingUploads", arguments -> List.of(new PendingUpload(Set.of(), 3)));
    assertThat(look(new Probes.UploadProgress(PLAIN, PLAIN)))
        .isEqualTo(
            new Observed.Present<>(
                new Uploads(List.of(), List.of(new PendingUpload(Set.of(), 3)))));
    assertThat(database.calls()).containsExactly("tables", "pendingUploads");
  }

  @Test
  void theCheckpointIsReadAfterTheSnapshotThatIsCutInIt() {
    List<String> order = new ArrayList<>();
    cluster.on("pod", arguments -> Optional.of(pod(true)));
    cluster.on(
        "snapshot",
        arguments -> {
          order.add("snapshot");
          return Optional.empty();
        });
    database.on(
        "checkpoint",
        arguments -> {
          order.add("checkpoint");
          return new Checkpoint(true, Optional.empty());
        });
    look(new Probes.SnapshotInCheckpoint(PLAIN, "online"));
    assertThat(order).containsExactly("snapshot", "checkpoint");
  }

  @Test
  void aPodIsReadOnceInAPass() {
    cluster.on("pod", arguments -> Optional.of(pod(true)));
    database.on("identity", arguments -> OSS);
    database.on("checkpoint", arguments -> new Checkpoint(false, Optional.empty()));
    Set<Probe<?>> probes =
        Set.of(
            new Probes.CheckpointState(PLAIN),
            new Probes.Serving(PLAIN),
            new Probes.OnePod("questdb-0"));
    assertThat(observer.observe(Scene.run(Ledger.empty()), probes)).hasSize(3);
    assertThat(cluster.calls()).containsExactly("pod");
  }

  private Observed<?> look(Probe<?> probe) {
    return observer.observe(Scene.run(Ledger.empty()), Set.of(probe)).get(probe);
  }

  @SuppressWarnings("unchecked") // every record nested in Probes is a probe
  private static Class<? extends Probe<?>>[] nested() {
    return (Class<? extends Probe<?>>[]) Probes.class.getDeclaredClasses();
  }

  private static StatefulSet claimed(String runUid) {
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withName("questdb")
        .addToAnnotations(Labels.RUN, runUid)
        .endMetadata()
        .build();
  }

  static Pod pod(boolean running) {
    PodBuilder pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("questdb-0")
            .endMetadata()
            .withNewStatus()
            .withPodIP("10.0.0.7")
            .addNewContainerStatus()
            .withName("questdb")
            .withNewState()
            .endState()
            .endContainerStatus()
            .endStatus();
    return running
        ? pod.editStatus()
            .editContainerStatus(0)
            .withNewState()
            .withNewRunning()
            .endRunning()
            .endState()
            .endContainerStatus()
            .endStatus()
            .build()
        : pod.build();
  }
}
