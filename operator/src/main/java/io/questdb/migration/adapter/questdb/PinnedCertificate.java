package io.questdb.migration.adapter.questdb;

import io.questdb.migration.ports.Endpoint.Trust;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts one certificate, byte for byte, and nothing else. Names, validity and issuers are not
 * looked at: the server is addressed by its pod's IP, and whether the certificate suits its clients
 * is checked elsewhere. As an <em>extended</em> trust manager it is the only judge; the JDK wraps a
 * plain one with a check of the host name.
 */
final class PinnedCertificate extends X509ExtendedTrustManager {
  private final X509Certificate leaf;

  /**
   * @throws CertificateException when the text does not begin with a PEM certificate
   */
  PinnedCertificate(Trust trust) throws CertificateException {
    byte[] pem = trust.certificates().getBytes(StandardCharsets.US_ASCII);
    leaf =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem));
    if (leaf == null) {
      throw new CertificateException("no certificate in the text");
    }
  }

  String subject() {
    return leaf.getSubjectX500Principal().getName();
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (!leaf.equals(chain[0])) {
      throw new CertificateException(
          "another certificate than the given one: "
              + chain[0].getSubjectX500Principal().getName()
              + ", serial "
              + chain[0].getSerialNumber().toString(16));
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("trusts no client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("trusts no client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("trusts no client");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
