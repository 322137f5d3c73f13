package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.api.v1alpha1.FindingStatus;
import io.questdb.migration.lab.Certificates;
import io.questdb.migration.lab.node.Images;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong is found before anything that a user could notice, with a remedy. */
@ExtendWith(SharedStage.class)
class BlockedScenariosTest {
  private static final String UNPULLABLE = "registry.example.com/questdb:never";
  private static final String NOT_ENTERPRISE = "registry.example.com/questdb:9.3.4";

  @TempDir static Path directory;

  private final Stage stage;

  BlockedScenariosTest(Stage stage) {
    this.stage = stage;
    stage.cluster().images().add(Images.openSource().as(NOT_ENTERPRISE));
  }

  /** Something done to the surroundings. */
  private interface Trouble {
    void make(Play play) throws IOException;
  }

  /** What is wrong, how it is brought about, and the reason that must be given. */
  private record Blocked(
      String what, String reason, Trouble trouble, UnaryOperator<String> manifest) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Blocked> cases() {
    return Stream.of(
        edited(
            "missing StatefulSet",
            "WorkloadNotFound",
            "statefulSetName: questdb",
            "statefulSetName: other"),
        edited(
            "missing snapshot class",
            "SnapshotClassInvalid",
            "releaseCheckpoint: Auto",
            "volumeSnapshotClassName: other"),
        edited("image that cannot be pulled", "ImagePullFailed", Images.ENTERPRISE, UNPULLABLE),
        edited("image that is not Enterprise", "EditionWrong", Images.ENTERPRISE, NOT_ENTERPRISE),
        edited(
            "unknown key", "ConfigKeyUnknown", "cairo.max.uncommitted.rows", "cairo.no.such.key"),
        troubled("missing Secret", "SecretNotFound", play -> secretGone(play, "questdb-admin")),
        troubled("missing key", "SecretInvalid", BlockedScenariosTest::keyGone),
        troubled(
            "expired certificate",
            "CertificateInvalid",
            play -> play.site.setCertificate(Duration.ofDays(-1))),
        troubled(
            "certificate of another key", "CertificateInvalid", BlockedScenariosTest::mismatch),
        troubled(
            "stray trigger file",
            "TriggerFilePresent",
            play -> Files.createFile(play.site.volume().resolve("_restore"))),
        troubled(
            "missing server.conf",
            "ConfigNotFound",
            play -> Files.delete(play.site.volume().resolve("conf/server.conf"))),
        troubled(
            "foreign checkpoint",
            "CheckpointForeign",
            play -> play.site.administrator().sql("checkpoint create")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theReasonAndARemedyAreGivenAndNothingIsTouched(Blocked blocked) throws Exception {
    try (Play play = Play.begin(stage, "workload.yaml")) {
      // Given
      blocked.trouble().make(play);
      // When
      play.site.apply(blocked.manifest().apply(Repository.example("everything.yaml")));
      // Then
      RunState state =
          play.site.awaitMigration(
              blocked.reason(), Play.LIMIT, seen -> gives(seen, blocked.reason()));
      assertThat(state.findings().stream().filter(found -> is(found, blocked.reason())))
          .allSatisfy(found -> assertThat(found.getRemedy()).isNotBlank());
      play.site.deleteMigration();
      play.site.awaitMigrationGone(Play.LIMIT);
      play.assertUntouched();
    }
  }

  private static boolean gives(RunState state, String reason) {
    boolean held = state.steps().stream().anyMatch(row -> row.reason().equals(reason));
    return held || state.findings().stream().anyMatch(found -> is(found, reason));
  }

  private static boolean is(FindingStatus finding, String reason) {
    return finding.getReason().equals(reason);
  }

  private static Blocked edited(String what, String reason, String text, String replacement) {
    return new Blocked(what, reason, play -> {}, manifest -> manifest.replace(text, replacement));
  }

  private static Blocked troubled(String what, String reason, Trouble trouble) {
    return new Blocked(what, reason, trouble, UnaryOperator.identity());
  }

  private static void secretGone(Play play, String name) {
    play.stage
        .cluster()
        .client()
        .secrets()
        .inNamespace(play.site.namespace())
        .withName(name)
        .delete();
  }

  private static void keyGone(Play play) {
    secretGone(play, "store");
    play.site.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: store}
        stringData: {other: value}
        """);
  }

  private static void mismatch(Play play) throws IOException {
    List<String> names = List.of("questdb");
    Duration valid = Duration.ofDays(1);
    var one = Certificates.selfSigned(directory.resolve("one"), "questdb", names, valid);
    var other = Certificates.selfSigned(directory.resolve("other"), "questdb", names, valid);
    play.site.setCertificate(Files.readString(one.cert()), Files.readString(other.key()));
  }
}
