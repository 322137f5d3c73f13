package io.questdb.migration.lab.enterprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.questdb.migration.lab.Certificates;
import io.questdb.migration.lab.Certificates.Pem;
import io.questdb.migration.lab.Der;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemCertificateTest {
  @TempDir Path dir;

  @Test
  void aChainIsReadLeafFirst() throws Exception {
    Certificates.Authority authority = Certificates.authority("Lab CA");
    Pem pem =
        authority.issue(dir, "db", List.of("db.example", "127.0.0.9", "::1"), Duration.ofDays(30));

    PemCertificate read = PemCertificate.read(pem.cert(), pem.key());

    assertThat(read.chain()).hasSize(2);
    assertThat(read.chain().get(0).getSubjectX500Principal().getName()).isEqualTo("CN=db");
    assertThat(read.chain().get(0).getSubjectAlternativeNames())
        .extracting(name -> (Object) name.get(1))
        .containsExactly("db.example", "127.0.0.9", "0:0:0:0:0:0:0:1");
    read.chain().get(0).verify(read.chain().get(1).getPublicKey());
    read.chain().get(0).checkValidity(Date.from(Instant.now().plus(Duration.ofDays(29))));
    assertThat(read.chain().get(1).getBasicConstraints()).isGreaterThanOrEqualTo(0);
    assertThat(read.chain().get(0).getBasicConstraints()).isEqualTo(-1);
  }

  @Test
  void anExpiredCertificateIsServedAllTheSame() throws Exception {
    Pem pem = Certificates.selfSigned(dir, "db", List.of(), Duration.ofDays(-3));
    PemCertificate read = PemCertificate.read(pem.cert(), pem.key());
    assertThat(read.chain().get(0).getNotAfter()).isBefore(Instant.now());
    assertThat(read.serverContext()).isNotNull();
  }

  @Test
  void aKeyInSec1FormIsRead() throws Exception {
    Pem pem = Certificates.selfSigned(dir, "db", List.of(), Duration.ofDays(1));
    byte[] pkcs8 = decode(Files.readString(pem.key()));
    List<Der.Element> parts = Der.read(Der.read(pkcs8).get(0).content());
    List<Der.Element> algorithm = Der.read(parts.get(1).content());
    List<Der.Element> bare = Der.read(Der.read(parts.get(2).content()).get(0).content());
    byte[] sec1 =
        Der.sequence(
            bare.get(0).encoded(),
            bare.get(1).encoded(),
            Der.tagged(0xa0, algorithm.get(1).encoded()));
    Files.writeString(pem.key(), Certificates.pem("EC PRIVATE KEY", sec1));

    assertThat(PemCertificate.read(pem.cert(), pem.key()).key().getAlgorithm()).isEqualTo("EC");
  }

  @Test
  void aKeyInPkcs1FormIsReadAndComparedWithTheCertificate() throws Exception {
    Pem pem = Certificates.selfSigned(dir, "db", List.of(), Duration.ofDays(1));
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair rsa = generator.generateKeyPair();
    byte[] pkcs1 =
        Der.read(Der.read(rsa.getPrivate().getEncoded()).get(0).content()).get(2).content();
    Files.writeString(pem.key(), Certificates.pem("RSA PRIVATE KEY", pkcs1));

    assertThatThrownBy(() -> PemCertificate.read(pem.cert(), pem.key()))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessage("private key does not match the certificate");
  }

  @Test
  void whatIsNoPemIsRefused() throws IOException {
    Pem pem = Certificates.selfSigned(dir, "db", List.of(), Duration.ofDays(1));
    Path empty = Files.createFile(dir.resolve("empty"));
    Path broken =
        Files.writeString(dir.resolve("broken"), Certificates.pem("PRIVATE KEY", new byte[9]));
    assertThatThrownBy(() -> PemCertificate.read(empty, pem.key()))
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> PemCertificate.read(pem.cert(), empty))
        .hasMessage("no PEM private key found");
    assertThatThrownBy(() -> PemCertificate.read(pem.cert(), broken))
        .hasMessage("private key is neither RSA nor EC");
    assertThatThrownBy(() -> PemCertificate.read(dir.resolve("none"), pem.key()))
        .isInstanceOf(IOException.class);
  }

  private static byte[] decode(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
  }
}
