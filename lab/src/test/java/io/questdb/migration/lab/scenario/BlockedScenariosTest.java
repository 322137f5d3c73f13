package io.questdb.migration.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.questdb.migration.api.v1alpha1.FindingStatus;
import io.questdb.migration.lab.Certificates;
import io.questdb.migration.lab.node.Images;
import io.questdb.migration.lab.stage.Repository;
import io.questdb.migration.lab.stage.RunState;
import io.questdb.migration.lab.stage.Site;
import io.questdb.migration.lab.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong is found before anything that a user could notice, with a remedy. */
@Scenarios
class BlockedScenariosTest {
  private static final String PULL_SECRET =
      "    imagePullSecrets:\n      - name: questdb-enterprise\n";
  private static final String UNPULLABLE = "registry.example.com/questdb:never";
  private static final String NOT_ENTERPRISE = "registry.example.com/questdb:9.3.4";
  private static final Set<String> STOPPED = Set.of("Held", "Failed");

  @TempDir static Path directory;

  /** The database of all cases that leave it as it is. */
  private static Optional<Play> shared = Optional.empty();

  private final Stage stage;

  BlockedScenariosTest(Stage stage) {
    this.stage = stage;
    stage.cluster().images().add(Images.openSource().as(NOT_ENTERPRISE));
  }

  @AfterAll
  static void close() {
    shared.ifPresent(Play::close);
    shared = Optional.empty();
  }

  /** Something done to the surroundings. */
  private interface Trouble {
    void make(Play play) throws IOException;
  }

  /**
   * What is wrong and how it is brought about.
   *
   * @param reason that must be given
   * @param remedy a part of what must be advised
   * @param mending without which the database of before could not be looked at in the end
   */
  private record Blocked(
      String what,
      String reason,
      String remedy,
      UnaryOperator<String> workload,
      UnaryOperator<String> manifest,
      Trouble trouble,
      Trouble mending) {

    static Blocked by(String what, String reason, String remedy) {
      UnaryOperator<String> same = UnaryOperator.identity();
      return new Blocked(what, reason, remedy, same, same, play -> {}, play -> {});
    }

    Blocked workload(String text, String replacement) {
      UnaryOperator<String> edit = manifest -> manifest.replace(text, replacement);
      return new Blocked(what, reason, remedy, edit, manifest, trouble, mending);
    }

    Blocked manifest(String text, String replacement) {
      UnaryOperator<String> edit = original -> original.replace(text, replacement);
      return new Blocked(what, reason, remedy, workload, edit, trouble, mending);
    }

    Blocked trouble(Trouble made) {
      return new Blocked(what, reason, remedy, workload, manifest, made, mending);
    }

    Blocked mending(Trouble mended) {
      return new Blocked(what, reason, remedy, workload, manifest, trouble, mended);
    }

    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Blocked> aroundTheDatabase() {
    return Stream.of(ofTheCluster(), ofSecrets(), ofTheImage()).flatMap(some -> some);
  }

  static Stream<Blocked> ofTheDatabase() {
    return Stream.of(
        Blocked.by("database scaled to 0", "DatabaseDown", "Bring the database up")
            .trouble(play -> play.site.scaleDown())
            .mending(play -> play.site.scaleUp()),
        Blocked.by("database in a crash loop", "DatabaseDown", "Bring the database up")
            .trouble(BlockedScenariosTest::crashLoop)
            .mending(BlockedScenariosTest::goodConfiguration),
        Blocked.by("suspended table", "TableSuspended", "RESUME WAL")
            // Without it the server suspends tables for failures only.
            .workload(
                "image: questdb/questdb:9.3.4",
                "image: questdb/questdb:9.3.4\n"
                    + "          env: [{name: QDB_DEV_MODE_ENABLED, value: \"true\"}]")
            .trouble(play -> play.site.administrator().sql("alter table trades suspend wal")),
        Blocked.by("foreign checkpoint", "CheckpointForeign", "CHECKPOINT RELEASE")
            .trouble(play -> play.site.administrator().sql("checkpoint create")),
        Blocked.by("stray trigger file", "TriggerFilePresent", "remove it")
            .trouble(play -> Files.createFile(play.site.volume().resolve("_restore"))));
  }

  private static Stream<Blocked> ofTheCluster() {
    return Stream.of(
        Blocked.by("missing StatefulSet", "WorkloadNotFound", "spec.workload.statefulSetName")
            .manifest("statefulSetName: questdb", "statefulSetName: other"),
        Blocked.by("missing snapshot class", "SnapshotClassInvalid", "volumeSnapshotClassName")
            .manifest("releaseCheckpoint: Auto", "volumeSnapshotClassName: other"),
        Blocked.by("storage that cannot cut", "TimedOut", "the lab was told to fail this cut")
            .manifest("cut: 2m", "cut: 2s")
            .trouble(play -> play.storage().failCut(Integer.MAX_VALUE)),
        Blocked.by("change that the API server refuses", "ChangeRefused", "allow")
            .trouble(play -> play.refuse("patch", "statefulsets", Site.NAME, 422)),
        Blocked.by("look that the API server refuses", "NotChecked", "Grant the operator")
            .trouble(play -> play.refuse("list", "volumesnapshotclasses", "*", 403)));
  }

  private static Stream<Blocked> ofSecrets() {
    return Stream.of(
        Blocked.by("missing Secret", "SecretNotFound", "Create")
            .trouble(play -> secretGone(play, "questdb-admin")),
        Blocked.by("missing key", "SecretInvalid", "connection")
            .trouble(BlockedScenariosTest::keyGone),
        Blocked.by("expired certificate", "CertificateInvalid", "certificate")
            .trouble(play -> play.site.setCertificate(Duration.ofDays(-1))),
        Blocked.by("certificate of another key", "CertificateInvalid", "certificate")
            .trouble(BlockedScenariosTest::mismatch));
  }

  private static Stream<Blocked> ofTheImage() {
    return Stream.of(
        Blocked.by("image that cannot be pulled", "ImagePullFailed", "correct the image")
            .manifest(Images.ENTERPRISE, UNPULLABLE),
        Blocked.by("image without its pull secret", "ImagePullFailed", "pull secret")
            .manifest(PULL_SECRET, ""),
        Blocked.by("image that is not Enterprise", "EditionWrong", "spec.enterprise.image")
            .manifest(Images.ENTERPRISE, NOT_ENTERPRISE),
        Blocked.by("unknown key", "ConfigKeyUnknown", "remove them")
            .manifest("cairo.max.uncommitted.rows", "cairo.no.such.key"));
  }

  @ParameterizedTest
  @MethodSource("ofTheDatabase")
  void theReasonAndARemedyAreGivenAndNothingIsTouched(Blocked blocked) throws Exception {
    String workload = blocked.workload().apply(Repository.example("workload.yaml"));
    try (Play play = Play.beginWith(stage, workload)) {
      assertBlocks(blocked, play);
    }
  }

  @ParameterizedTest
  @MethodSource("aroundTheDatabase")
  void theReasonAndARemedyAreGivenAndTheNextMigrationMeetsNothingOfIt(Blocked blocked)
      throws Exception {
    if (shared.isEmpty()) {
      shared = Optional.of(Play.begin(stage, "workload.yaml"));
    }
    Play play = shared.get();
    try {
      assertBlocks(blocked, play);
      play.calm();
      play.site.createSecrets();
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  private static void assertBlocks(Blocked blocked, Play play) throws Exception {
    // Given
    blocked.trouble().make(play);
    Surroundings before = play.surroundings();
    // When
    play.site.apply(blocked.manifest().apply(Repository.example("everything.yaml")));
    // Then
    RunState state =
        play.site.awaitMigration(
            "it stops with " + blocked.reason(),
            Play.LIMIT,
            seen -> stopped(seen) && reasons(seen).anyMatch(blocked.reason()::equals));
    assertThat(play.surroundings()).isEqualTo(before);
    assertThat(state.condition("Stalled")).isEqualTo("True");
    assertThat(state.condition("EditionSwapped")).isNotEqualTo("True");
    assertThat(advice(state, blocked.reason())).anyMatch(text -> text.contains(blocked.remedy()));
    // When
    blocked.mending().make(play);
    play.site.deleteMigration();
    play.site.awaitMigrationGone(Play.LIMIT);
    // Then
    play.assertUntouched();
  }

  private static boolean stopped(RunState state) {
    return state.steps().stream().anyMatch(row -> STOPPED.contains(row.state()));
  }

  private static Stream<String> reasons(RunState state) {
    return Stream.concat(
        state.steps().stream().map(RunState.StepState::reason),
        state.findings().stream().map(FindingStatus::getReason));
  }

  /** What the status says to do: a finding has a remedy of its own, a step says it at the end. */
  private static List<String> advice(RunState state, String reason) {
    return Stream.concat(
            state.steps().stream()
                .filter(row -> row.reason().equals(reason))
                .map(RunState.StepState::message),
            state.findings().stream()
                .filter(found -> found.getReason().equals(reason))
                .map(FindingStatus::getRemedy))
        .toList();
  }

  private static void crashLoop(Play play) throws IOException {
    Files.writeString(conf(play), "\nno.such.key=1\n", StandardOpenOption.APPEND);
    play.stage.cluster().killDatabase(play.site.namespace(), "questdb-0");
    await()
        .atMost(Play.LIMIT)
        .until(() -> play.site.pod().orElseThrow(), BlockedScenariosTest::restartedTwice);
  }

  private static boolean restartedTwice(Pod pod) {
    return pod.getStatus().getContainerStatuses().get(0).getRestartCount() >= 2;
  }

  private static void goodConfiguration(Play play) throws IOException {
    Files.writeString(conf(play), Files.readString(conf(play)).replace("\nno.such.key=1\n", ""));
    play.site.awaitServing();
  }

  private static Path conf(Play play) {
    return play.site.volume().resolve("conf/server.conf");
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
