package io.questdb.migration.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.questdb.migration.api.v1alpha1.ApprovalPolicy;
import io.questdb.migration.api.v1alpha1.QuestDBMigrationSpec;
import io.questdb.migration.crash.Originals;
import io.questdb.migration.engine.StepName;
import io.questdb.migration.facts.Probes;
import io.questdb.migration.facts.SecretFacts;
import io.questdb.migration.facts.StartReport;
import io.questdb.migration.facts.VolumeReport;
import io.questdb.migration.facts.WorkloadPin;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlanInputsTest {
  private static final Situation GIVEN =
      Inspected.planned(
          Situation.at(StepName.PLAN, "everything").sees(Seen.SET, Seen.set("everything")));

  static Stream<Arguments> shaping() {
    return Stream.of(
        spec("the image", spec -> spec.getEnterprise().setImage("x:1")),
        spec("a property", spec -> spec.setServerConf(Map.of("a", "b"))),
        spec("a listener", spec -> spec.getTls().setListeners(List.of())),
        spec("a principal", spec -> spec.getAccess().setUsers(List.of())),
        spec("the backup", spec -> spec.getBackup().setSnapshots(List.of())),
        spec("replication", spec -> spec.setReplication(null)),
        row("the template", given -> given.sees(Seen.SET, Seen.swapped("everything"))),
        row("the open-source version", given -> given.recorded(StepName.INSPECT, version("9.3.5"))),
        row(
            "server.conf on the volume",
            given ->
                given.recorded(
                    StepName.REHEARSE_VOLUME, new VolumeReport(10001, 10001, 1 << 30, "another"))),
        row(
            "the build that was rehearsed",
            given ->
                given.recorded(
                    StepName.REHEARSE_START, new StartReport("3.2.4", "sha256:another", 2.5))),
        row("a Secret that was edited", given -> given.sees(secret("tls"), edited("tls"))),
        row("a Secret that is gone", given -> given.gone(secret("store"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shaping")
  void thePlanChangesWith(String what, UnaryOperator<Situation> change) {
    assertThat(hash(change.apply(GIVEN))).isNotEqualTo(hash(GIVEN));
  }

  static Stream<Arguments> indifferent() {
    return Stream.of(
        spec("suspension", spec -> spec.setSuspend(true)),
        spec("an approval", spec -> spec.getApproval().setPlanHash("0123456789abcdef")),
        spec("how it is approved", spec -> spec.getApproval().setPolicy(ApprovalPolicy.AUTOMATIC)),
        spec("a limit", spec -> spec.getTimeouts().setOutage("1h")),
        row(
            "an annotation of the set",
            given -> given.sees(Seen.SET, Seen.claimed(Seen.set("everything"), "u"))),
        row(
            "what the controller reports of the set",
            given ->
                given.sees(
                    Seen.SET,
                    new StatefulSetBuilder(Seen.set("everything"))
                        .editMetadata()
                        .withResourceVersion("99")
                        .endMetadata()
                        .withNewStatus()
                        .withReadyReplicas(1)
                        .endStatus()
                        .build())),
        row(
            "free space",
            given ->
                given.recorded(
                    StepName.REHEARSE_VOLUME, new VolumeReport(10001, 10001, 7, "original"))),
        row(
            "how long the start took",
            given ->
                given.recorded(
                    StepName.REHEARSE_START, new StartReport("3.2.4", "sha256:enterprise", 9))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("indifferent")
  void thePlanDoesNotChangeWith(String what, UnaryOperator<Situation> change) {
    assertThat(hash(change.apply(GIVEN))).isEqualTo(hash(GIVEN));
  }

  /** The run itself writes it, after the plan. */
  @Test
  void theSecretOfATokenIsNotLookedAt() {
    assertThat(PlanInputs.probes(GIVEN.run()))
        .contains(secret("tls"), secret("admin"), secret("ana-login"), secret("store"))
        .doesNotContain(secret("ingest-token"));
  }

  @Test
  void aHashIsShortEnoughToBeCopied() {
    assertThat(hash(GIVEN)).matches("[0-9a-f]{16}");
  }

  private static String hash(Situation given) {
    return PlanInputs.hash(given.world(PlanInputs.probes(given.run())));
  }

  private static Arguments row(String what, UnaryOperator<Situation> change) {
    return Arguments.of(what, change);
  }

  private static Arguments spec(String what, Consumer<QuestDBMigrationSpec> change) {
    return row(what, given -> given.spec(change));
  }

  private static Probes.OneSecret secret(String name) {
    return new Probes.OneSecret(name);
  }

  private static SecretFacts edited(String name) {
    SecretFacts secret = Originals.SECRETS.get(name);
    return new SecretFacts(name, secret.uid(), "2", secret.type(), secret.keys(), "");
  }

  private static WorkloadPin version(String version) {
    WorkloadPin pin = Originals.variant("everything").pin();
    return new WorkloadPin(
        pin.statefulSetName(),
        pin.statefulSetUid(),
        pin.containerName(),
        pin.podName(),
        pin.podUid(),
        pin.nodeName(),
        pin.serviceName(),
        pin.claimName(),
        pin.claimUid(),
        pin.volumeName(),
        pin.dataPath(),
        pin.driver(),
        pin.snapshotClassName(),
        pin.replicas(),
        pin.image(),
        pin.imageId(),
        version,
        pin.serverConf());
  }
}
