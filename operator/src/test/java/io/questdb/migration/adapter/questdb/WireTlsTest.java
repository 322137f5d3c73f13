package io.questdb.migration.adapter.questdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.questdb.migration.facts.Edition;
import io.questdb.migration.facts.ServerIdentity;
import io.questdb.migration.ports.Database;
import io.questdb.migration.ports.Database.Listener;
import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.Endpoint.Trust;
import io.questdb.migration.ports.PortException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WireTlsTest {
  private static final String SETTINGS =
      "{\"config\":{\"release.type\":\"EE\",\"release.version\":\"3.2.4\"}}";

  @TempDir static Path directory;
  private static TestCertificate shown;
  private static TestCertificate other;

  private ScriptedServer server;
  private Database database;

  @BeforeAll
  static void makeCertificates() throws Exception {
    shown = new TestCertificate(directory, "CN=shown");
    other = new TestCertificate(directory, "CN=other");
  }

  @BeforeEach
  void startServer() throws Exception {
    server =
        new ScriptedServer(
            Optional.of(shown.server()), request -> ScriptedServer.answer(200, SETTINGS));
    database = new WireDatabase(Duration.ofSeconds(2), Duration.ofSeconds(2), server.ports());
  }

  @AfterEach
  void stopServer() throws Exception {
    server.close();
  }

  @ParameterizedTest
  @EnumSource(Listener.class)
  void aListenerThatShowsTheCertificateIsProven(Listener listener) throws Exception {
    assertThat(database.handshake(trusting(shown), listener)).isEqualTo("CN=shown");
    await().until(() -> !server.serverNames.isEmpty());
    assertThat(server.serverNames).singleElement().asString().contains("questdb.trades.svc");
  }

  @ParameterizedTest
  @EnumSource(Listener.class)
  void aListenerThatShowsAnotherCertificateIsRejected(Listener listener) throws Exception {
    Endpoint endpoint = trusting(other);

    assertThatThrownBy(() -> database.handshake(endpoint, listener))
        .isInstanceOf(PortException.Rejected.class)
        .hasMessageContaining("CN=shown");
  }

  @Test
  void theLeafIsTrustedWhateverCertificatesFollowIt() throws Exception {
    Trust chain = new Trust(shown.pem() + other.pem(), "questdb.trades.svc");
    Trust wrongOrder = new Trust(other.pem() + shown.pem(), "questdb.trades.svc");

    assertThat(database.identity(server.endpoint(Optional.of(chain))).version()).isEqualTo("3.2.4");
    assertThatThrownBy(() -> database.identity(server.endpoint(Optional.of(wrongOrder))))
        .isInstanceOf(PortException.Rejected.class);
  }

  @Test
  void questionsTravelOverOneTlsConnection() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(database.identity(trusting(shown)))
          .isEqualTo(new ServerIdentity(Edition.EE, "3.2.4"));
    }

    assertThat(server.requests).hasSize(5);
    assertThat(server.connections).hasValue(1);
  }

  @Test
  void plainTextToATlsListenerGetsNoAnswer() {
    assertThatThrownBy(() -> database.identity(server.endpoint(Optional.empty())))
        .isInstanceOf(PortException.class);
  }

  @Test
  void aServerThatHangsUpOnTheHandshakeAndOnPlainTextIsUnavailable() throws Exception {
    try (ScriptedServer stopping =
        new ScriptedServer(Optional.empty(), request -> ScriptedServer.HANG_UP)) {
      Database itsDatabase =
          new WireDatabase(Duration.ofSeconds(2), Duration.ofSeconds(2), stopping.ports());

      assertThatThrownBy(() -> itsDatabase.handshake(trusting(shown), Listener.HEALTH))
          .isInstanceOf(PortException.Unavailable.class);
    }
  }

  @Test
  void whatIsNoCertificateIsRejected() {
    Trust nonsense = new Trust("-----BEGIN NONSENSE-----", "questdb");

    assertThatThrownBy(() -> database.identity(server.endpoint(Optional.of(nonsense))))
        .isInstanceOf(PortException.Rejected.class);
  }

  @Test
  void whatIsNoHostNameIsRejected() throws Exception {
    Trust wildcard = new Trust(shown.pem(), "*.trades.svc");

    assertThatThrownBy(() -> database.identity(server.endpoint(Optional.of(wildcard))))
        .isInstanceOf(PortException.Rejected.class)
        .hasMessageContaining("*.trades.svc");
  }

  private Endpoint trusting(TestCertificate certificate) throws Exception {
    return server.endpoint(Optional.of(new Trust(certificate.pem(), "questdb.trades.svc")));
  }
}
