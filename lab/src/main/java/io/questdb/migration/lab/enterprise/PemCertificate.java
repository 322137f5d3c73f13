package io.questdb.migration.lab.enterprise;

import io.questdb.migration.lab.Der;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate chain with its private key, read from PEM files. questdb docs: the certificate file
 * holds the leaf first, then the intermediates; the key is unencrypted PKCS#8, PKCS#1 (RSA) or SEC1
 * (EC). An expired certificate is served, as any TLS server does: it is for clients to refuse it.
 */
public record PemCertificate(List<X509Certificate> chain, PrivateKey key) {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");
  private static final char[] NO_PASSWORD = new char[0];

  /**
   * @throws IOException if a file cannot be read
   * @throws GeneralSecurityException if one holds no usable PEM or the key is not the
   *     certificate's; the message says which
   */
  public static PemCertificate read(Path certFile, Path keyFile)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> chain = certificates(Files.readAllBytes(certFile));
    PrivateKey key = privateKey(Files.readString(keyFile, StandardCharsets.ISO_8859_1));
    if (!belongTogether(chain.get(0).getPublicKey(), key)) {
      throw new GeneralSecurityException("private key does not match the certificate");
    }
    return new PemCertificate(chain, key);
  }

  /** A context that serves this certificate and asks clients for none. */
  public SSLContext serverContext() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  @Override
  public String toString() {
    return "PemCertificate[" + chain.get(0).getSubjectX500Principal() + "]";
  }

  private static List<X509Certificate> certificates(byte[] pem) throws CertificateException {
    List<X509Certificate> chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (chain.isEmpty()) {
      throw new CertificateException("no PEM certificate found");
    }
    return chain;
  }

  private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    Matcher block = KEY.matcher(pem);
    if (!block.find()) {
      throw new InvalidKeySpecException("no PEM private key found");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(block.group(2));
      return switch (block.group(1)) {
        case "PRIVATE KEY" -> pkcs8(der);
        case "RSA PRIVATE KEY" ->
            pkcs8(wrap(Der.sequence(Der.oid("1.2.840.113549.1.1.1"), Der.nullValue()), der));
        case "EC PRIVATE KEY" ->
            pkcs8(wrap(Der.sequence(Der.oid("1.2.840.10045.2.1"), curve(der)), der));
        default -> throw new InvalidKeySpecException(block.group(1) + " is not supported");
      };
    } catch (IllegalArgumentException e) {
      throw new InvalidKeySpecException("private key is not valid PEM", e);
    }
  }

  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return Der.sequence(Der.integer(0), algorithm, Der.octets(key));
  }

  /** SEC1 names its curve in the context-specific element 0 of the key. */
  private static byte[] curve(byte[] sec1) throws InvalidKeySpecException {
    return Der.read(Der.read(sec1).get(0).content()).stream()
        .filter(element -> element.tag() == 0xa0)
        .findFirst()
        .orElseThrow(() -> new InvalidKeySpecException("EC private key does not name its curve"))
        .content();
  }

  private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
    InvalidKeySpecException refused = null;
    for (String algorithm : List.of("RSA", "EC")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        refused = e;
      }
    }
    throw new InvalidKeySpecException("private key is neither RSA nor EC", refused);
  }

  private static boolean belongTogether(PublicKey certified, PrivateKey key)
      throws GeneralSecurityException {
    if (!certified.getAlgorithm().equals(key.getAlgorithm())) {
      return false;
    }
    String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    byte[] probe = {1};
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(probe);
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(certified);
    verifying.update(probe);
    return verifying.verify(signing.sign());
  }
}
