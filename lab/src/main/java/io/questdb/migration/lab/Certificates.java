package io.questdb.migration.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Makes certificates for tests and demos as PEM files named as in a {@code kubernetes.io/tls}
 * Secret: {@code tls.crt} and {@code tls.key} (PKCS#8, P-256). An expired one has a negative
 * validity; a mismatched one is the {@code cert} of one {@link Pem} with the {@code key} of
 * another.
 */
public final class Certificates {
  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Certificates() {}

  /** Where a certificate (leaf first, then its issuers) and its private key lie. */
  public record Pem(Path cert, Path key) {}

  /** A certificate authority that signs leaves; {@code certificate} is its own, as PEM. */
  public record Authority(String commonName, KeyPair keys, String certificate) {
    /**
     * Writes a leaf signed by this authority, followed by the authority's own certificate.
     *
     * @param sans host names and IP addresses
     * @param validity from now; negative for a certificate that expired so long ago
     */
    public Pem issue(Path dir, String commonName, List<String> sans, Duration validity) {
      KeyPair leaf = newKeys();
      byte[] certificate =
          sign(
              new Subject(commonName, leaf.getPublic(), sans, false),
              this.commonName,
              keys.getPrivate(),
              validity);
      return write(dir, pem("CERTIFICATE", certificate) + this.certificate, leaf.getPrivate());
    }
  }

  private record Subject(String name, PublicKey key, List<String> sans, boolean authority) {}

  /** A new authority, valid for a year. */
  public static Authority authority(String commonName) {
    KeyPair keys = newKeys();
    Subject subject = new Subject(commonName, keys.getPublic(), List.of(), true);
    byte[] certificate = sign(subject, commonName, keys.getPrivate(), Duration.ofDays(365));
    return new Authority(commonName, keys, pem("CERTIFICATE", certificate));
  }

  /**
   * Writes a self-signed certificate into {@code dir}, which is created.
   *
   * @param sans host names and IP addresses
   * @param validity from now; negative for a certificate that expired so long ago
   */
  public static Pem selfSigned(Path dir, String commonName, List<String> sans, Duration validity) {
    KeyPair keys = newKeys();
    Subject subject = new Subject(commonName, keys.getPublic(), sans, false);
    byte[] certificate = sign(subject, commonName, keys.getPrivate(), validity);
    return write(dir, pem("CERTIFICATE", certificate), keys.getPrivate());
  }

  /** The PEM form of {@code der} under {@code label}. */
  public static String pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks P-256", e);
    }
  }

  private static Pem write(Path dir, String chain, PrivateKey key) {
    try {
      Files.createDirectories(dir);
      Path cert = Files.writeString(dir.resolve("tls.crt"), chain);
      Path keyFile = dir.resolve("tls.key");
      return new Pem(cert, Files.writeString(keyFile, pem("PRIVATE KEY", key.getEncoded())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] sign(
      Subject subject, String issuer, PrivateKey issuerKey, Duration validity) {
    Instant end = Instant.now().plus(validity);
    Instant start = (validity.isNegative() ? end : Instant.now()).minus(Duration.ofDays(1));
    byte[] algorithm = Der.sequence(Der.oid(ECDSA_WITH_SHA256));
    byte[] signed =
        Der.sequence(
            Der.tagged(0xa0, Der.integer(2)),
            Der.integer(new BigInteger(100, RANDOM)),
            algorithm,
            name(issuer),
            Der.sequence(Der.time(start), Der.time(end)),
            name(subject.name()),
            subject.key().getEncoded(),
            Der.tagged(0xa3, extensions(subject)));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(issuerKey);
      signature.update(signed);
      return Der.sequence(signed, algorithm, Der.bits(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot sign with P-256", e);
    }
  }

  private static byte[] extensions(Subject subject) {
    byte[] constraints =
        subject.authority() ? Der.sequence(Der.trueValue()) : Der.sequence(new byte[0]);
    byte[] basic =
        Der.sequence(Der.oid(BASIC_CONSTRAINTS), Der.trueValue(), Der.octets(constraints));
    if (subject.sans().isEmpty()) {
      return Der.sequence(basic);
    }
    byte[][] names = subject.sans().stream().map(Certificates::alternative).toArray(byte[][]::new);
    byte[] alternatives = Der.octets(Der.sequence(names));
    return Der.sequence(basic, Der.sequence(Der.oid(SUBJECT_ALTERNATIVE_NAME), alternatives));
  }

  private static byte[] alternative(String san) {
    if (san.matches("[0-9.]+|.*:.*")) {
      try {
        return Der.tagged(0x87, InetAddress.getByName(san).getAddress());
      } catch (IOException e) {
        throw new IllegalArgumentException("not an IP address: " + san, e);
      }
    }
    return Der.tagged(0x82, san.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] name(String commonName) {
    return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8(commonName))));
  }
}
