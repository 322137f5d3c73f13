package io.questdb.migration.ports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A self-signed certificate with its key, made by the JDK's keytool: no key is ever committed. */
public record TlsFixture(X509Certificate certificate, PrivateKey key) {
  private static final String PASSWORD = "fixture";

  /**
   * @param directory where a key store may be written
   * @param keyArguments of keytool, for example {@code -keyalg EC -groupname secp256r1}
   * @param startDays days from now on which it becomes valid; negative for the past
   * @param validDays from then on
   */
  public static TlsFixture issue(
      Path directory, List<String> keyArguments, int startDays, int validDays) {
    try {
      Path store = Files.createTempFile(directory, "tls", ".p12");
      Files.delete(store);
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
      command.addAll(List.of("-genkeypair", "-alias", "server", "-dname", "CN=questdb"));
      command.addAll(keyArguments);
      command.addAll(List.of("-ext", "san=dns:questdb.trading.svc,ip:127.0.0.1"));
      command.addAll(List.of("-startdate", "%+dd".formatted(startDays)));
      command.addAll(List.of("-validity", Integer.toString(validDays)));
      command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
      command.addAll(List.of("-storepass", PASSWORD));
      run(command, directory);
      return read(store);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("keytool made no usable key store", e);
    }
  }

  /** The certificate as {@code tls.crt} holds it. */
  public String certificatePem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key as {@code tls.key} holds it, in PKCS#8. */
  public String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /** Any DER in PEM. */
  public static String pem(String type, byte[] der) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(type, Base64.getMimeEncoder().encodeToString(der), type);
  }

  @Override
  public String toString() {
    return "TlsFixture[" + certificate.getSubjectX500Principal() + "]";
  }

  private static void run(List<String> command, Path directory) throws IOException {
    Path output = Files.createTempFile(directory, "keytool", ".log");
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        keytool.destroyForcibly();
        throw new IOException("keytool failed: " + Files.readString(output));
      }
    } catch (InterruptedException e) {
      keytool.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while keytool ran", e);
    }
  }

  private static TlsFixture read(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return new TlsFixture(
        (X509Certificate) keys.getCertificate("server"),
        (PrivateKey) keys.getKey("server", PASSWORD.toCharArray()));
  }
}
