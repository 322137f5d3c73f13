package io.questdb.migration.adapter.kubernetes;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An unencrypted private key in PEM: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017) or SEC1 (RFC 5915). The
 * JDK reads only the first, so the others are wrapped into it.
 */
final class PemKey {
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  /** {@code rsaEncryption}, 1.2.840.113549.1.1.1, with NULL parameters. */
  private static final byte[] RSA_ENCRYPTION =
      Der.sequence(
          new byte[] {0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1},
          new byte[] {0x05, 0x00});

  /** {@code id-ecPublicKey}, 1.2.840.10045.2.1. */
  private static final byte[] EC_PUBLIC_KEY = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1
  };

  private PemKey() {}

  /** The first private key of the text; empty when there is none that can be read. */
  static Optional<PrivateKey> read(byte[] pem) {
    Matcher block = BLOCK.matcher(new String(pem, StandardCharsets.ISO_8859_1));
    if (!block.find()) {
      return Optional.empty();
    }
    try {
      byte[] content = Base64.getMimeDecoder().decode(block.group(2));
      return switch (block.group(1)) {
        case "RSA PRIVATE KEY" -> key(wrap(RSA_ENCRYPTION, content));
        case "EC PRIVATE KEY" -> curve(content).flatMap(curve -> key(wrap(curve, content)));
        default -> key(content);
      };
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return Der.sequence(VERSION_0, algorithm, Der.octets(key));
  }

  /** RFC 5915 allows a SEC1 key without its curve only in theory: writers must include it. */
  private static Optional<byte[]> curve(byte[] sec1) {
    return Der.elements(sec1).stream()
        .filter(element -> element.tag() == Der.CONTEXT_0)
        .findFirst()
        .map(parameters -> Der.sequence(EC_PUBLIC_KEY, parameters.content()));
  }

  /** Which algorithm it is stands inside, where only its key factory looks. */
  private static Optional<PrivateKey> key(byte[] pkcs8) {
    return ALGORITHMS.stream().flatMap(algorithm -> key(algorithm, pkcs8).stream()).findFirst();
  }

  private static Optional<PrivateKey> key(String algorithm, byte[] pkcs8) {
    try {
      return Optional.of(
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }
}
