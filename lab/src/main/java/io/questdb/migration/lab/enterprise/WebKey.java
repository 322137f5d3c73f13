package io.questdb.migration.lab.enterprise;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** A JSON web key for ILP over TCP: P-256, shown as base64url numbers (RFC 7518). */
record WebKey(ECPublicKey publicKey, String x, String y, String privateKey) {

  static WebKey generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      ECPublicKey publicKey = (ECPublicKey) keys.getPublic();
      return new WebKey(
          publicKey,
          number(publicKey.getW().getAffineX()),
          number(publicKey.getW().getAffineY()),
          number(((ECPrivateKey) keys.getPrivate()).getS()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks P-256", e);
    }
  }

  @Override
  public String toString() {
    return "WebKey[x=" + x + ", y=" + y + "]";
  }

  private static String number(BigInteger value) {
    byte[] signed = value.toByteArray();
    byte[] fixed = new byte[32];
    int length = Math.min(signed.length, fixed.length);
    byte[] digits = Arrays.copyOfRange(signed, signed.length - length, signed.length);
    System.arraycopy(digits, 0, fixed, fixed.length - length, length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
  }
}
