package io.questdb.migration.steps;

import io.questdb.migration.engine.StepName;
import io.questdb.migration.engine.StepState;
import io.questdb.migration.facts.Admission;
import io.questdb.migration.facts.Edition;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.ServerIdentity;
import io.questdb.migration.facts.StartReport;
import io.questdb.migration.facts.Target;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RehearseStartTest {
  private static final String NAME = "qdbm-11111111-rehearse-1";
  private static final Probes.OurPod POD = new Probes.OurPod(NAME);
  private static final Target OPEN =
      new Target(NAME, Optional.empty(), "questdb.db.svc", Optional.empty());
  private static final Target ADMIN =
      new Target(NAME, Optional.of("tls"), "questdb.db.svc", Optional.of("admin"));
  private static final Probes.Login LOGIN = new Probes.Login(ADMIN);
  private static final Probes.DefaultLogin DEFAULT_LOGIN = new Probes.DefaultLogin(ADMIN);
  private static final ServerIdentity ENTERPRISE = new ServerIdentity(Edition.EE, "3.2.4");
  private static final StartReport REPORT = new StartReport("3.2.4", "sha256:pulled", 3.0);

  private static final Situation GIVEN =
      Situation.at(StepName.REHEARSE_START).sees(Seen.SET, Seen.set());
  private static final Situation ENFORCED =
      Situation.at(StepName.REHEARSE_START, "everything")
          .sees(Seen.SET, Seen.set("everything"))
          .sees(POD, Seen.beside(NAME, "Running", Seen.running("server", true)))
          .sees(new Probes.Serving(ADMIN), ENTERPRISE);

  @TestFactory
  Stream<DynamicTest> untilTheServerAnswers() {
    Probes.Serving serving = new Probes.Serving(OPEN);
    return StepTable.of(new RehearseStart(Seen.PODS))
        .asks("it looks at the set, its pod and the server in it", GIVEN, Seen.SET, POD, serving)
        .asks(
            "where access is enforced it tries both logins too, over TLS",
            ENFORCED,
            Seen.SET,
            POD,
            new Probes.Serving(ADMIN),
            LOGIN,
            DEFAULT_LOGIN)
        .row("the pod is made", GIVEN, "Act InProgress", "create Pod " + NAME)
        .row(
            "each attempt makes one of its own",
            GIVEN.recorded(StepName.REHEARSE_START, StepState.RUNNING, 2),
            "Act InProgress",
            "create Pod qdbm-11111111-rehearse-2")
        .row(
            "the kubelet has not seen it",
            GIVEN.sees(POD, Seen.beside(NAME, "Pending")),
            "Wait InProgress")
        .row("it starts", running(), "Wait InProgress")
        .row("it serves", running().sees(serving, ENTERPRISE), "Complete Done", REPORT)
        .row(
            "its image is not Enterprise",
            running().sees(serving, new ServerIdentity(Edition.OSS, "9.3.4")),
            "Hold EditionWrong")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> whenItCannotStart() {
    return StepTable.of(new RehearseStart(Seen.PODS))
        .row(
            "its image cannot be pulled",
            GIVEN.sees(POD, Seen.beside(NAME, "Pending", Seen.waiting("server", "ErrImagePull"))),
            "Hold ImagePullFailed")
        .row(
            "its configuration could not be merged",
            GIVEN.sees(POD, Seen.beside(NAME, "Failed", Seen.ended("stage", 3, "no file"))),
            "Hold TemporaryPodFailed")
        .row("it ended by itself", ended(1, "java.lang.Error"), "Hold StartFailed")
        .row("it ended well, which a server never does", ended(0, ""), "Hold StartFailed")
        .row(
            "it does not know a key",
            ended(55, "Invalid settings:\n    * line.tcp.odd\n    * cairo.odd\n"),
            "Hold ConfigKeyUnknown")
        .row(
            "it does not know a key of Enterprise",
            ended(55, "Invalid settings:\n    * acl.enabled\n"),
            "Hold EditionWrong")
        .says(
            "the unknown keys are named, in order",
            ended(55, "    * line.tcp.odd\n    * cairo.odd\n"),
            "cairo.odd, line.tcp.odd")
        .says("the exit code is told", ended(137, "password=hunter2"), "137")
        .rows();
  }

  @TestFactory
  Stream<DynamicTest> whereAccessIsEnforced() {
    return StepTable.of(new RehearseStart(Seen.PODS))
        .row(
            "the admin is let in and the documented default is not",
            logins(Admission.ADMITTED, Admission.UNAUTHENTICATED),
            "Complete Done",
            REPORT)
        .row(
            "the admin is not let in",
            logins(Admission.UNAUTHENTICATED, Admission.UNAUTHENTICATED),
            "Hold AdminLoginFailed")
        .row(
            "the admin may do nothing",
            logins(Admission.DENIED, Admission.UNAUTHENTICATED),
            "Hold AdminLoginFailed")
        .row(
            "the documented default is let in too",
            logins(Admission.ADMITTED, Admission.ADMITTED),
            "Hold AdminLoginFailed")
        .row("it went down while it was asked", ENFORCED, "Wait InProgress")
        .row(
            "it went down before the default was tried",
            ENFORCED.sees(LOGIN, Admission.ADMITTED),
            "Wait InProgress")
        .says("the Secret is named", logins(Admission.ADMITTED, Admission.ADMITTED), "Secret admin")
        .rows();
  }

  private static Situation running() {
    return GIVEN.sees(POD, Seen.beside(NAME, "Running", Seen.running("server", false)));
  }

  private static Situation ended(int exitCode, String log) {
    return GIVEN.sees(POD, Seen.beside(NAME, "Failed", Seen.ended("server", exitCode, log)));
  }

  private static Situation logins(Admission admin, Admission standard) {
    return ENFORCED.sees(LOGIN, admin).sees(DEFAULT_LOGIN, standard);
  }
}
