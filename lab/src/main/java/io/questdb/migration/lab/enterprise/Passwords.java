package io.questdb.migration.lab.enterprise;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Salted, slow hashes for passwords; plain digests for tokens, which are random enough. */
final class Passwords {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String TOKEN_ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int TOKEN_LENGTH = 44;

  private final int iterations;

  /** What a stored hash was last found to stand for, so that each request need not be slow. */
  private final Map<String, byte[]> verified = new ConcurrentHashMap<>();

  /**
   * @param iterations PBKDF2 rounds for new hashes
   */
  Passwords(int iterations) {
    this.iterations = iterations;
  }

  /** A new hash, with its salt and rounds: {@code rounds$salt$hash}. */
  String hash(String password) {
    byte[] salt = new byte[16];
    RANDOM.nextBytes(salt);
    Base64.Encoder base64 = Base64.getEncoder();
    return iterations
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(derive(password, salt, iterations));
  }

  boolean matches(String hash, String password) {
    byte[] digest = sha256(password);
    byte[] known = verified.get(hash);
    if (known != null && MessageDigest.isEqual(known, digest)) {
      return true;
    }
    String[] parts = hash.split("\\$", -1);
    byte[] salt = Base64.getDecoder().decode(parts[1]);
    byte[] derived = derive(password, salt, Integer.parseInt(parts[0]));
    boolean matches = MessageDigest.isEqual(derived, Base64.getDecoder().decode(parts[2]));
    if (matches) {
      verified.put(hash, digest);
    }
    return matches;
  }

  /** Whether two secrets are equal, in constant time. */
  static boolean same(String one, String other) {
    return MessageDigest.isEqual(sha256(one), sha256(other));
  }

  /** A new REST token; questdb docs: they begin with {@code qt1}. */
  static String newToken() {
    StringBuilder token = new StringBuilder("qt1");
    RANDOM
        .ints(TOKEN_LENGTH, 0, TOKEN_ALPHABET.length())
        .forEach(i -> token.append(TOKEN_ALPHABET.charAt(i)));
    return token.toString();
  }

  static String tokenHash(String token) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(token));
  }

  private static byte[] derive(String password, byte[] salt, int rounds) {
    PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, rounds, 256);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks PBKDF2", e);
    } finally {
      spec.clearPassword();
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks SHA-256", e);
    }
  }
}
