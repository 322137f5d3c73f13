package io.questdb.migration.facts;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What rollback and verification need and status must not show, kept in a Secret without owner.
 * Status keeps its hashes: whoever may edit a Secret could otherwise choose what a run puts back.
 */
public record RunRecord(String secretName, String uid, Map<String, String> entries) {
  /** The entry that holds the inverse of the workload patch. */
  public static final String INVERSE_PATCH = "inversePatch";

  /** The entry that holds the schema as it was before the stop. */
  public static final String SCHEMA = "schema";

  /** The entry that holds the seal. */
  public static final String SEAL = "seal";

  public RunRecord {
    entries = Map.copyOf(entries);
  }

  /**
   * SHA-256 over every entry but the seal, which is written later and has a hash of its own. Each
   * key and value with its length before it, so that no two records look alike.
   */
  public String hash() {
    MessageDigest digest = sha256();
    Map<String, String> sorted = new TreeMap<>(entries);
    sorted.remove(SEAL);
    sorted.forEach(
        (key, value) -> {
          update(digest, key);
          update(digest, value);
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  /** SHA-256 of the seal's text; of nothing when there is none. */
  public String sealHash() {
    byte[] seal = entries.getOrDefault(SEAL, "").getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(sha256().digest(seal));
  }

  @Override
  public String toString() {
    return "RunRecord[" + secretName + ", " + hash() + ", " + entries.keySet() + "]";
  }

  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
