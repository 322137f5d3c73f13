package io.questdb.migration.adapter.kubernetes;

import io.questdb.migration.facts.Certificate;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The facts of a {@code kubernetes.io/tls} Secret: a PEM chain, leaf first, in {@code tls.crt}, and
 * the leaf's unencrypted key in {@code tls.key}. Nothing of the key leaves this class.
 */
final class TlsSecret {
  static final String CERTIFICATES = "tls.crt";
  static final String KEY = "tls.key";

  private static final Certificate UNREADABLE =
      new Certificate(false, "", List.of(), Instant.EPOCH, Instant.EPOCH, false);

  /** Of a subject alternative name (RFC 5280: {@code dNSName}, {@code iPAddress}). */
  private static final List<Integer> NAME_TYPES = List.of(2, 7);

  private TlsSecret() {}

  static Certificate parse(Map<String, byte[]> data) {
    Optional<X509Certificate> leaf = leaf(data.getOrDefault(CERTIFICATES, new byte[0]));
    Optional<PrivateKey> key = PemKey.read(data.getOrDefault(KEY, new byte[0]));
    if (leaf.isEmpty() || key.isEmpty()) {
      return UNREADABLE;
    }
    X509Certificate certificate = leaf.get();
    return new Certificate(
        true,
        certificate.getSubjectX500Principal().getName(),
        names(certificate),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        belongTogether(key.get(), certificate.getPublicKey()));
  }

  private static Optional<X509Certificate> leaf(byte[] pem) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem))
          .stream()
          .findFirst()
          .map(X509Certificate.class::cast);
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }

  private static List<String> names(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> NAME_TYPES.contains(name.get(0)))
              .map(name -> String.valueOf(name.get(1)))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  /** What one signs, the other verifies. */
  private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
    if (!privateKey.getAlgorithm().equals(publicKey.getAlgorithm())) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance(signatureOf(publicKey));
      byte[] message = new byte[32];
      signature.initSign(privateKey);
      signature.update(message);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String signatureOf(PublicKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
