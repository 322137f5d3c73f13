package io.questdb.migration.adapter.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.migration.facts.Certificate;
import io.questdb.migration.ports.TlsFixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSecretTest {
  @TempDir static Path directory;

  private static final Map<String, TlsFixture> ISSUED = new HashMap<>();

  @BeforeAll
  static void issue() {
    ISSUED.put("RSA", issue("-keyalg", "RSA", "-keysize", "2048"));
    ISSUED.put("EC", issue("-keyalg", "EC", "-groupname", "secp384r1"));
    ISSUED.put("Ed25519", issue("-keyalg", "Ed25519"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void aKeyBelongsToItsOwnCertificateOnly(String algorithm) {
    for (String other : ISSUED.keySet()) {
      Certificate certificate =
          parse(ISSUED.get(algorithm).certificatePem(), ISSUED.get(other).keyPem());

      assertThat(certificate.readable()).isTrue();
      assertThat(certificate.keyMatches())
          .as("key of %s", other)
          .isEqualTo(other.equals(algorithm));
    }
  }

  @Test
  void namesAndValidityAreTheLeafs() {
    TlsFixture leaf = ISSUED.get("EC");

    Certificate certificate =
        parse(leaf.certificatePem() + ISSUED.get("RSA").certificatePem(), leaf.keyPem());

    assertThat(certificate.subject()).isEqualTo("CN=questdb");
    assertThat(certificate.names()).containsExactly("questdb.trading.svc", "127.0.0.1");
    assertThat(Duration.between(certificate.notBefore(), certificate.notAfter()))
        .isEqualTo(Duration.ofDays(30));
    assertThat(certificate.keyMatches()).isTrue();
  }

  @Test
  void anotherKeyOfTheSameAlgorithmDoesNotMatch() {
    TlsFixture other = issue("-keyalg", "EC", "-groupname", "secp384r1");

    assertThat(parse(ISSUED.get("EC").certificatePem(), other.keyPem()).keyMatches()).isFalse();
  }

  @Test
  void anRsaKeyIsReadInPkcs1() {
    TlsFixture rsa = ISSUED.get("RSA");
    String pkcs1 = TlsFixture.pem("RSA PRIVATE KEY", inner(rsa));

    assertThat(parse(rsa.certificatePem(), pkcs1).keyMatches()).isTrue();
  }

  @Test
  void anEcKeyIsReadInSec1EvenAfterItsParameters() {
    TlsFixture ec = ISSUED.get("EC");
    String sec1 =
        TlsFixture.pem("EC PARAMETERS", new byte[] {5, 0})
            + TlsFixture.pem("EC PRIVATE KEY", sec1(ec));

    assertThat(parse(ec.certificatePem(), sec1).keyMatches()).isTrue();
  }

  @Test
  void anExpiredCertificateIsReadable() {
    TlsFixture expired =
        TlsFixture.issue(directory, List.of("-keyalg", "EC", "-groupname", "secp256r1"), -30, 10);

    Certificate certificate = parse(expired.certificatePem(), expired.keyPem());

    assertThat(certificate.readable()).isTrue();
    assertThat(certificate.notAfter()).isBefore(Instant.now());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nMIMAAAA=\n-----END EC PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----"
      })
  void whatIsNoPemIsUnreadable(String text) {
    TlsFixture good = ISSUED.get("EC");

    assertThat(parse(good.certificatePem(), text).readable()).isFalse();
    assertThat(parse(text, good.keyPem()).readable()).isFalse();
  }

  @Test
  void aSecretWithoutItsKeysIsUnreadable() {
    assertThat(TlsSecret.parse(Map.of()).readable()).isFalse();
  }

  private static TlsFixture issue(String... keyArguments) {
    return TlsFixture.issue(directory, List.of(keyArguments), -1, 30);
  }

  private static Certificate parse(String certificates, String key) {
    return TlsSecret.parse(
        Map.of(
            "tls.crt", certificates.getBytes(StandardCharsets.UTF_8),
            "tls.key", key.getBytes(StandardCharsets.UTF_8)));
  }

  /** The third element of PKCS#8 is the key in the algorithm's own format. */
  private static byte[] inner(TlsFixture issued) {
    return Der.elements(issued.key().getEncoded()).get(2).content();
  }

  /** The JDK writes no curve into SEC1; everybody else does, as RFC 5915 asks. */
  private static byte[] sec1(TlsFixture issued) {
    byte[] bare = inner(issued);
    byte[] curve = {(byte) 0xa0, 7, 6, 5, 0x2b, (byte) 0x81, 4, 0, 0x22};
    byte[] secret = Der.elements(bare).get(1).content();
    return Der.sequence(new byte[] {2, 1, 1}, Der.octets(secret), curve);
  }
}
