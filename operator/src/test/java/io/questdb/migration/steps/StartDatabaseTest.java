package io.questdb.migration.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.questdb.migration.engine.Decision;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Edition;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.Served;
import io.questdb.migration.facts.ServerIdentity;
import io.questdb.migration.facts.StartReport;
import io.questdb.migration.facts.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class StartDatabaseTest {
  private static final Target TLS =
      new Target("questdb-0", Optional.of("tls"), "questdb.db.svc", Optional.of("admin"));
  private static final Probes.Serving SERVING = new Probes.Serving(Seen.enterprise());
  private static final Probes.Handshake HTTP = new Probes.Handshake(TLS, "HTTP");
  private static final Probes.Handshake PGWIRE = new Probes.Handshake(TLS, "PGWIRE");
  private static final Probes.Handshake ILP = new Probes.Handshake(TLS, "ILP");
  private static final ServerIdentity ENTERPRISE = new ServerIdentity(Edition.EE, "3.2.4");
  private static final Situation STARTING =
      Situation.at(StepName.START_DATABASE).sees(Seen.SET, rolledOut("new"));
  private static final Served SERVES = new Served("pod-2", Situation.NOW, "");
  private static final Situation SERVED =
      STARTING.sees(Seen.POD, pod(true, "new")).sees(SERVING, ENTERPRISE);

  @TestFactory
  Stream<DynamicTest> outcomes() {
    return StepTable.of(new StartDatabase())
        .asks("it looks at set, pod and server", STARTING, Seen.SET, Seen.POD, SERVING)
        .row("there is no pod yet", STARTING, "Wait NotServing")
        .row(
            "the server does not answer yet",
            STARTING.sees(Seen.POD, pod(true, "new")),
            "Wait NotServing")
        .row(
            "the server answers and the pod is not ready",
            SERVED.sees(Seen.POD, pod(false, "new")),
            "Wait NotServing")
        .row("it serves", SERVED, "Complete Done", new Served("pod-2", Situation.NOW, ""))
        .row(
            "the wire says that it is the old edition",
            SERVED.sees(SERVING, new ServerIdentity(Edition.OSS, "9.3.4")),
            "Fail EditionWrong")
        .says(
            "why a container waits is told",
            STARTING.sees(Seen.POD, waiting()),
            "questdb-0",
            "CrashLoopBackOff")
        .says(
            "how a container ended is told while it runs again",
            STARTING.sees(Seen.POD, restarted()),
            "questdb-0",
            "ended with 55")
        .rows();
  }

  @Test
  void aServerWhosePodIsReadyIsAskedMoreOftenThanOneThatAnEventTellsOf() {
    Duration ready = recheck(STARTING.sees(Seen.POD, pod(true, "new")));
    Duration starting = recheck(STARTING.sees(Seen.POD, pod(false, "new")));

    assertThat(ready).isLessThan(starting);
  }

  private static Duration recheck(Situation given) {
    StartDatabase step = new StartDatabase();
    Decision decision = step.decide(given.world(step.probes(given.run())));
    return ((Decision.Wait) decision).recheck();
  }

  @TestFactory
  Stream<DynamicTest> theBuildIsTheOneThatWasRehearsed() {
    return StepTable.of(new StartDatabase())
        .row("its tag was moved meanwhile", runs("node-1", "sha256:another"), "Hold ImageChanged")
        .row("the runtime does not say", runs("node-1", ""), "Complete Done", SERVES)
        .row(
            "another node names it in another way",
            runs("node-2", "registry.example.com/questdb@sha256:index"),
            "Complete Done",
            SERVES)
        .row(
            "of two repository digests the node does not matter",
            runs("node-2", "registry.example.com/questdb@sha256:another")
                .recorded(
                    StepName.REHEARSE_START,
                    new StartReport("3.2.4", "mirror/questdb@sha256:enterprise", 2.5)),
            "Hold ImageChanged")
        .row(
            "nor does the repository",
            runs("node-2", "registry.example.com/questdb@sha256:enterprise")
                .recorded(
                    StepName.REHEARSE_START,
                    new StartReport("3.2.4", "mirror/questdb@sha256:enterprise", 2.5)),
            "Complete Done",
            SERVES)
        .says(
            "both are named",
            runs("node-1", "sha256:another"),
            "sha256:another",
            "sha256:enterprise",
            "StatefulSet questdb")
        .rows();
  }

  private static Situation runs(String node, String imageId) {
    return SERVED.sees(
        Seen.POD,
        new PodBuilder(pod(true, "new"))
            .editSpec()
            .withNodeName(node)
            .endSpec()
            .editStatus()
            .editFirstContainerStatus()
            .withImageID(imageId)
            .endContainerStatus()
            .endStatus()
            .build());
  }

  @TestFactory
  Stream<DynamicTest> aPodOfAnotherRevision() {
    Situation stuck = STARTING.sees(Seen.POD, pod(false, "old"));
    Pod leaving =
        new PodBuilder(pod(false, "old"))
            .editMetadata()
            .withDeletionTimestamp("2026-01-01T00:00:00Z")
            .endMetadata()
            .build();
    StatefulSet unseen =
        new StatefulSetBuilder(rolledOut("new"))
            .editStatus()
            .withObservedGeneration(3L)
            .endStatus()
            .build();
    return StepTable.of(new StartDatabase())
        .row(
            "is never replaced by its controller while it is not ready, so it is deleted",
            stuck,
            "Act InProgress",
            "delete the pod questdb-0 pod-2")
        .row(
            "is left to its controller while it is ready",
            STARTING.sees(Seen.POD, pod(true, "old")),
            "Wait NotServing")
        .row("is not deleted twice", STARTING.sees(Seen.POD, leaving), "Wait NotServing")
        .row(
            "is not known as such before the controller has seen the template",
            stuck.sees(Seen.SET, unseen),
            "Wait NotServing")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> whereTlsIsAskedFor() {
    Situation plain =
        Situation.at(StepName.START_DATABASE, "everything")
            .sees(Seen.SET, rolledOut("new"))
            .sees(Seen.POD, pod(true, "new"))
            .sees(new Probes.Serving(TLS), ENTERPRISE);
    Situation all =
        plain.sees(HTTP, "CN=questdb").sees(PGWIRE, "CN=questdb").sees(ILP, "CN=questdb");
    return StepTable.of(new StartDatabase())
        .asks(
            "it looks at every listener that is asked for",
            plain,
            Seen.SET,
            Seen.POD,
            new Probes.Serving(TLS),
            HTTP,
            PGWIRE,
            ILP)
        .row("no listener shows the certificate yet", plain, "Wait NotServing")
        .row("one does not", all.gone(ILP), "Wait NotServing")
        .row("all show it", all, "Complete Done", new Served("pod-2", Situation.NOW, "CN=questdb"))
        .says("the listener is named", all.gone(ILP), "ILP")
        .rows();
  }

  private static StatefulSet rolledOut(String revision) {
    return new StatefulSetBuilder(Seen.scaled(Seen.swapped(), 1, 4))
        .withNewStatus()
        .withObservedGeneration(4L)
        .withUpdateRevision(revision)
        .endStatus()
        .build();
  }

  private static Pod pod(boolean ready, String revision) {
    return new PodBuilder(ready ? Seen.pod("pod-2") : Seen.notReady("pod-2"))
        .editMetadata()
        .addToLabels("controller-revision-hash", revision)
        .endMetadata()
        .editStatus()
        .editFirstContainerStatus()
        .withImageID("sha256:enterprise")
        .endContainerStatus()
        .endStatus()
        .build();
  }

  private static Pod waiting() {
    return new PodBuilder(pod(false, "new"))
        .editStatus()
        .editFirstContainerStatus()
        .withNewState()
        .withNewWaiting("", "CrashLoopBackOff")
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }

  private static Pod restarted() {
    return new PodBuilder(pod(false, "new"))
        .editStatus()
        .editFirstContainerStatus()
        .withNewLastState()
        .withNewTerminated()
        .withExitCode(55)
        .endTerminated()
        .endLastState()
        .endContainerStatus()
        .endStatus()
        .build();
  }
}
