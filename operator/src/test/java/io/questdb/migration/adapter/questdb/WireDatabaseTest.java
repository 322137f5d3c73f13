package io.questdb.migration.adapter.questdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.questdb.migration.facts.Admission;
import io.questdb.migration.ports.Database.Listener;
import io.questdb.migration.ports.DatabaseContract;
import io.questdb.migration.ports.Endpoint;
import io.questdb.migration.ports.Endpoint.Trust;
import io.questdb.migration.ports.Login;
import io.questdb.migration.ports.PortException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WireDatabaseTest extends DatabaseContract {
  @TempDir static Path directory;
  private static TestCertificate certificate;

  @BeforeAll
  static void makeCertificate() throws Exception {
    certificate = new TestCertificate(directory, "CN=questdb");
  }

  @Override
  protected Server start() throws Exception {
    return new OpenSourceServer(directory, Optional.empty());
  }

  @Test
  void aLoginIsAskedForWhereTheServerWantsOne() throws Exception {
    Login good = new Login.Basic("ana", "pa ss:wörd");
    try (Server closed =
        new OpenSourceServer(
            directory, Optional.of(good), "http.user=ana", "http.password=pa ss:w\\u00f6rd")) {
      Endpoint noLogin = new Endpoint(closed.endpoint().host(), Optional.empty(), Optional.empty());
      Login wrong = new Login.Basic("ana", "quest");
      Endpoint wrongLogin = new Endpoint(noLogin.host(), Optional.empty(), Optional.of(wrong));

      assertThat(closed.database().admission(closed.endpoint())).isEqualTo(Admission.ADMITTED);
      assertThat(closed.database().admission(noLogin)).isEqualTo(Admission.UNAUTHENTICATED);
      assertThat(closed.database().admission(wrongLogin)).isEqualTo(Admission.UNAUTHENTICATED);
      assertThat(closed.database().identity(noLogin).version()).isEqualTo("9.3.4");
      assertThatThrownBy(() -> closed.database().checkpoint(noLogin))
          .isInstanceOf(PortException.Rejected.class)
          .hasMessageContaining("401");
    }
  }

  @ParameterizedTest
  @EnumSource(Listener.class)
  void aListenerInPlainTextIsRejected(Listener listener) throws Exception {
    Trust trust = new Trust(certificate.pem(), "questdb");
    Endpoint expected =
        new Endpoint(server().endpoint().host(), Optional.of(trust), Optional.empty());

    assertThatThrownBy(() -> server().database().handshake(expected, listener))
        .isInstanceOf(PortException.Rejected.class);
  }

  @Test
  void anOpenSourceServerHasNoUploadsToShow() {
    assertThatThrownBy(() -> server().database().pendingUploads(server().endpoint()))
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessageContaining("questdb_replication_pending_upload_txn");
  }
}
