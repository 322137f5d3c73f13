package io.questdb.migration.adapter.questdb;

import static io.questdb.migration.adapter.questdb.ScriptedServer.HANG_UP;
import static io.questdb.migration.adapter.questdb.ScriptedServer.SILENCE;
import static io.questdb.migration.adapter.questdb.ScriptedServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.questdb.migration.facts.Admission;
import io.questdb.migration.facts.Edition;
import io.questdb.migration.facts.PendingUpload;
import io.questdb.migration.facts.ServerIdentity;
import io.questdb.migration.ports.Database;
import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.Login;
import io.questdb.migration.ports.PortException;
import io.questdb.migration.ports.Sql;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server's behaviour on the wire means, with a server that does as it is told. */
class WireTest {
  private static final Sql STATEMENT = Sql.of("CHECKPOINT RELEASE");
  private static final String OK = answer(200, "{\"ddl\":\"OK\"}");

  private final AtomicReference<String> answer = new AtomicReference<>(OK);
  private ScriptedServer server;
  private Database database;
  private Endpoint endpoint;

  @BeforeEach
  void startServer() throws IOException {
    server = new ScriptedServer(Optional.empty(), request -> answer.get());
    database = new WireDatabase(Duration.ofSeconds(2), Duration.ofMillis(400), server.ports());
    endpoint = server.endpoint(Optional.empty());
  }

  @AfterEach
  void stopServer() throws IOException {
    server.close();
  }

  @Test
  void aStatementIsSentOnceThoughNoAnswerComes() {
    answer.set(HANG_UP);
    assertThatThrownBy(() -> database.createToken(endpoint, "ingest", "365d"))
        .as("on a new connection")
        .isInstanceOf(PortException.Unavailable.class);
    assertThat(server.requests).hasSize(1);

    answer.set(OK);
    database.execute(endpoint, STATEMENT);
    answer.set(HANG_UP);
    assertThatThrownBy(() -> database.createToken(endpoint, "ingest", "365d"))
        .as("on a kept connection")
        .isInstanceOf(PortException.Unavailable.class);
    assertThat(server.requests).hasSize(3);
    assertThat(server.connections).hasValue(2);
  }

  @Test
  void aKeptConnectionThatTheServerEndedIsReplaced() throws IOException {
    database.execute(endpoint, STATEMENT);
    server.hangUp();

    await().untilAsserted(() -> database.execute(endpoint, STATEMENT));

    assertThat(server.requests).hasSize(2);
    assertThat(server.connections).hasValue(2);
  }

  @Test
  void anotherLoginGetsAnotherConnectionAndAdmissionAlwaysANewOne() {
    Login ana = new Login.Basic("ana", "secret");
    Endpoint asAna = new Endpoint(endpoint.host(), Optional.empty(), Optional.of(ana));
    Endpoint byToken =
        new Endpoint(endpoint.host(), Optional.empty(), Optional.of(new Login.Token("qt1x")));
    database.execute(endpoint, STATEMENT);
    database.execute(asAna, STATEMENT);
    database.execute(byToken, STATEMENT);
    assertThat(server.connections).hasValue(3);

    assertThat(database.admission(asAna)).isEqualTo(Admission.ADMITTED);

    assertThat(server.connections).hasValue(4);
    assertThat(server.requests.get(0)).doesNotContain("Authorization");
    assertThat(server.requests.get(1)).contains("Authorization: Basic YW5hOnNlY3JldA==\n");
    assertThat(server.requests.get(2)).contains("Authorization: Bearer qt1x\n");
  }

  @ParameterizedTest
  @CsvSource({
    "200, Rejected",
    "400, Rejected",
    "401, Rejected",
    "403, Rejected",
    "404, Rejected",
    "421, Rejected",
    "500, Unavailable",
    "503, Unavailable"
  })
  void anErrorIsAnErrorWhateverTheStatus(int status, String failure) {
    answer.set(answer(status, "{\"error\":\"table busy: 'hush'\",\"query\":\"x\"}"));

    Throwable thrown =
        catchThrowable(
            () ->
                database.execute(endpoint, Sql.of("ALTER USER x WITH PASSWORD ").literal("hush")));

    assertThat(thrown.getClass().getSimpleName()).isEqualTo(failure);
    assertThat(thrown).hasMessageContaining("" + status).hasMessageNotContaining("hush");
  }

  @ParameterizedTest
  @CsvSource({"200, ADMITTED", "401, UNAUTHENTICATED", "403, DENIED"})
  void admissionIsReadFromTheStatus(int status, Admission admission) {
    answer.set(answer(status, "{}"));

    assertThat(database.admission(endpoint)).isEqualTo(admission);
  }

  @ParameterizedTest
  @CsvSource({
    "'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{', Unavailable",
    "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n', Unavailable",
    "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', Rejected",
    "'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', Rejected",
    "'SSH-2.0-OpenSSH_9.2\r\n\r\n', Rejected"
  })
  void anAnswerThatBreaksOffIsNoneAndOneThatIsNotQuestDbsIsRejected(String bytes, String failure) {
    answer.set(bytes + HANG_UP);

    Throwable thrown = catchThrowable(() -> database.execute(endpoint, STATEMENT));

    assertThat(thrown.getClass().getSimpleName()).isEqualTo(failure);
  }

  @Test
  void anAnswerInChunksIsPutTogether() {
    answer.set(
        "HTTP/1.1 200 OK\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "1f\r\n"
            + "{\"columns\":[{\"name\":\"a\"}],\"data\r\n"
            + "10\r\n"
            + "set\":[[true,null\r\n"
            + "3\r\n"
            + "]]}\r\n"
            + "0\r\n\r\n");

    assertThat(database.checkpoint(endpoint).held()).isTrue();
    assertThat(database.checkpoint(endpoint).startedAt()).isEmpty();
    assertThat(server.connections).hasValue(1);
  }

  @Test
  void aSilentServerIsUnavailableWhenTheTimeIsUpAndIsToldHowLongItHas() {
    answer.set(SILENCE);

    assertThatThrownBy(() -> database.enterCheckpoint(endpoint, Duration.ofMillis(700)))
        .isInstanceOf(PortException.Unavailable.class);
    assertThat(server.requests).singleElement().asString().contains("Statement-Timeout: 700\n");
  }

  @Test
  void anInterruptEndsTheWaitForACheckpoint() {
    answer.set(SILENCE);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        new Thread(
            () ->
                thrown.set(
                    catchThrowable(
                        () -> database.enterCheckpoint(endpoint, Duration.ofMinutes(10)))));
    caller.start();
    await().until(() -> !server.requests.isEmpty());

    caller.interrupt();

    await().atMost(Duration.ofSeconds(5)).until(() -> !caller.isAlive());
    assertThat(thrown.get()).isInstanceOf(PortException.Unavailable.class);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"release.type\":\"OSS\",\"release.version\":\"8.2.0\"}', OSS, 8.2.0",
    "'{\"config\":{\"release.type\":\"EE\",\"release.version\":\"3.2.4\"}}', EE, 3.2.4"
  })
  void settingsAreReadFlatAndNested(String settings, Edition edition, String version) {
    answer.set(answer(200, settings));

    assertThat(database.identity(endpoint)).isEqualTo(new ServerIdentity(edition, version));
  }

  @Test
  void settingsWithoutAnEditionAreRejected() {
    answer.set(answer(200, "{}"));

    assertThatThrownBy(() -> database.identity(endpoint))
        .isInstanceOf(PortException.Rejected.class);
  }

  @ParameterizedTest
  @CsvSource({
    "'questdb_x 1\nquestdb_replication_pending_upload_txn 7\n', 7",
    "'questdb_replication_pending_upload_txn{table=\"a b\"} 2\n"
        + "questdb_replication_pending_upload_txn{table=\"c\"} 3 1700000000\n', 5",
    "'questdb_replication_pending_upload_txn 0.0\n"
        + "questdb_replication_pending_upload_txn_total 9\n', 0"
  })
  void everySampleOfTheUploadsToComeIsRead(String metrics, long pending) {
    answer.set(answer(200, metrics));

    assertThat(database.pendingUploads(endpoint))
        .extracting(PendingUpload::transactions)
        .satisfies(
            samples ->
                assertThat(samples.stream().mapToLong(Long::longValue).sum()).isEqualTo(pending));
  }

  @Test
  void aSampleTellsTheValuesOfItsLabels() {
    answer.set(
        answer(
            200,
            "questdb_replication_pending_upload_txn{table=\"a \\\"b\\\\\",role=\"primary\"} 2\n"
                + "questdb_replication_pending_upload_txn 3\n"));

    assertThat(database.pendingUploads(endpoint))
        .containsExactly(
            new PendingUpload(Set.of("a \"b\\", "primary"), 2), new PendingUpload(Set.of(), 3));
  }

  @Test
  void aTokenIsReadFromTheColumnThatIsNamedSo() {
    answer.set(
        answer(
            200,
            "{\"columns\":[{\"name\":\"name\"},{\"name\":\"token\"}],"
                + "\"dataset\":[[\"ingest\",\"qt1secret\"]]}"));

    assertThat(database.createToken(endpoint, "ingest", "365d")).isEqualTo("qt1secret");
  }
}
