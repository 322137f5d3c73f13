package io.questdb.migration.lab.enterprise;

import static io.questdb.migration.lab.enterprise.StandIn.basic;
import static io.questdb.migration.lab.enterprise.StandIn.bearer;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.questdb.migration.lab.Certificates;
import io.questdb.migration.lab.Certificates.Pem;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on every listener by the global switch, on one server. */
class EnterpriseTlsTest {
  private static final String ADMIN = basic("admin", "quest");

  @TempDir static Path root;
  private static Certificates.Authority authority;
  private static Pem pem;
  private static StandIn server;

  @BeforeAll
  static void start() throws IOException {
    String host = StandIn.newHost();
    authority = Certificates.authority("lab");
    pem = authority.issue(root.resolve("tls"), "questdb", List.of(host), Duration.ofDays(1));
    Path conf = root.resolve("mounted.conf");
    Files.writeString(
        conf,
        """
        config.validation.strict=true
        tls.enabled=true
        tls.cert.path=/etc/questdb/tls/tls.crt
        tls.private.key.path=/etc/questdb/tls/tls.key
        """);
    Map<String, String> env =
        Map.of(
            "LAB_SERVER_CONF",
            conf.toString(),
            "LAB_MOUNTS",
            "/etc/questdb=/nowhere:/etc/questdb/tls=" + pem.cert().getParent());
    server = StandIn.enterpriseOverTls(root, host, env, pem);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {9000, 9003, 9009})
  void eachListenerShowsTheGivenCertificate(int port) throws Exception {
    assertThat(servedOn(port)).isEqualTo(certificate(pem.cert()));
  }

  @ParameterizedTest
  @ValueSource(ints = {9000, 9003, 9009})
  void plainTextIsNotServed(int port) throws IOException {
    try (Socket plain = new Socket(server.host, port)) {
      plain.getOutputStream().write("GET /ping HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
      assertThat(new String(plain.getInputStream().readAllBytes(), US_ASCII))
          .doesNotContain("HTTP/1.1");
    }
  }

  @Test
  void postgresAsksForTlsFirst() throws IOException {
    assertThatThrownBy(() -> PostgresClient.plain(server.host, "admin", "quest"))
        .hasMessageContaining("request SSL message expected");
    try (PostgresClient client =
        PostgresClient.overTls(server.host, "admin", "quest", StandIn.trust(pem))) {
      assertThat(client.simple("select 42")).containsExactly("42");
    }
  }

  @Test
  void linesAreWrittenOverTlsByPasswordAndByToken() {
    server.run(
        ADMIN,
        "create table lines (timestamp timestamp, x long) timestamp(timestamp)"
            + " partition by day wal");
    server.run(ADMIN, "create user writer with password 'w'");
    server.run(ADMIN, "grant http to writer");
    server.run(ADMIN, "grant insert on lines to writer");
    String row = server.rows(ADMIN, "alter user writer create token type rest with ttl '1h'");
    String token = row.replaceAll(".*(qt1\\w+).*", "$1");

    assertThat(server.write("", "lines x=1i").status()).isEqualTo(401);
    assertThat(server.write(basic("writer", "w"), "lines x=1i").status()).isEqualTo(204);
    assertThat(server.write(bearer(token), "lines x=2i").status()).isEqualTo(204);
    assertThat(server.write(bearer(token), "unlisted x=2i").status()).isEqualTo(403);
    Awaitility.await()
        .until(() -> server.rows(ADMIN, "select count(), sum(x) from lines").equals("[[2,3]]"));
  }

  @Test
  void linesOverTcpNeedAWebKeyAndThePermission() throws Exception {
    server.run(
        ADMIN,
        "create table stream (timestamp timestamp, x long) timestamp(timestamp)"
            + " partition by day wal");
    server.run(ADMIN, "create service account feed");
    server.run(ADMIN, "grant ilp to feed");
    server.run(ADMIN, "grant insert on stream to feed");
    String row = server.rows(ADMIN, "alter service account feed create token type jwk");
    String privateKey = row.replaceAll(".*\"([^\"]+)\"\\]\\]", "$1");

    assertThat(streamed("feed", privateKey, "stream x=7i\n")).isTrue();
    assertThat(streamed("nobody", privateKey, "stream x=8i\n")).isFalse();
    Awaitility.await()
        .until(() -> server.rows(ADMIN, "select count(), sum(x) from stream").equals("[[1,7]]"));
  }

  @Test
  void aNewCertificateIsServedAfterReloadTls() throws Exception {
    Certificate before = servedOn(9000);
    List<String> sans = List.of(server.host);
    Pem next = authority.issue(root.resolve("next"), "questdb", sans, Duration.ofDays(2));

    Files.copy(next.cert(), pem.cert(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(server.rows(ADMIN, "select reload_tls()")).isEqualTo("[[false]]");
    assertThat(servedOn(9000)).isEqualTo(before);

    Files.copy(next.key(), pem.key(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(server.rows(ADMIN, "select reload_tls()")).isEqualTo("[[true]]");
    assertThat(servedOn(9000)).isEqualTo(certificate(next.cert()));
    assertThat(servedOn(9009)).isEqualTo(certificate(next.cert()));
  }

  @Test
  void theKeysAreShownAsWritten() {
    String sql =
        "select property_path, value, value_source from (show parameters)"
            + " where property_path in ('tls.cert.path', 'http.net.bind.to') order by 1";
    assertThat(server.rows(ADMIN, sql))
        .isEqualTo(
            "[[\"http.net.bind.to\",\"%s:9000\",\"env\"],".formatted(server.host)
                + "[\"tls.cert.path\",\"/etc/questdb/tls/tls.crt\",\"conf\"]]");
  }

  private static Certificate servedOn(int port) throws IOException {
    try (SSLSocket socket = connect(port)) {
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  private static SSLSocket connect(int port) throws IOException {
    SSLSocket socket =
        (SSLSocket) StandIn.trust(pem).getSocketFactory().createSocket(server.host, port);
    socket.startHandshake();
    return socket;
  }

  private static X509Certificate certificate(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  /** The challenge of ILP over TCP: key id, challenge, signature, then lines. */
  private static boolean streamed(String keyId, String privateKey, String lines)
      throws IOException, GeneralSecurityException {
    try (Socket socket = connect(9009)) {
      OutputStream out = socket.getOutputStream();
      out.write((keyId + "\n").getBytes(US_ASCII));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      ByteArrayOutputStream challenge = new ByteArrayOutputStream();
      for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
        challenge.write(b);
      }
      out.write((sign(challenge.toByteArray(), privateKey) + "\n").getBytes(US_ASCII));
      out.write(lines.getBytes(US_ASCII));
      out.flush();
      socket.setSoTimeout(500);
      return in.read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  private static String sign(byte[] challenge, String privateKey) throws GeneralSecurityException {
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    BigInteger number = new BigInteger(1, Base64.getUrlDecoder().decode(privateKey));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(
        KeyFactory.getInstance("EC")
            .generatePrivate(
                new ECPrivateKeySpec(number, curve.getParameterSpec(ECParameterSpec.class))));
    signature.update(challenge);
    return Base64.getEncoder().encodeToString(signature.sign());
  }
}
