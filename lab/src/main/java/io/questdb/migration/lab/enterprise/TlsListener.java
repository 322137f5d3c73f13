package io.questdb.migration.lab.enterprise;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * One listener that TLS covers: the address clients use, the loopback address where the engine
 * itself listens in plain text, and the PEM files (re-read by {@code reload_tls()}).
 */
record TlsListener(
    String name,
    boolean postgres,
    InetSocketAddress front,
    InetSocketAddress engine,
    Path certFile,
    Path keyFile) {

  /**
   * @throws IOException if a file cannot be read
   * @throws GeneralSecurityException if the files hold no matching pair
   */
  PemCertificate certificate() throws IOException, GeneralSecurityException {
    return PemCertificate.read(certFile, keyFile);
  }
}
