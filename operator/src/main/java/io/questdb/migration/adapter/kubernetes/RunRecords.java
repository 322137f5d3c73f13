package io.questdb.migration.adapter.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.questdb.migration.change.Labels;
import io.questdb.migration.facts.RunRecord;
import io.questdb.migration.ports.PortException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Run records as Secrets. A Secret holds 1 MiB, so an entry of more than {@value #LARGE} bytes is
 * compressed under its name with {@value #COMPRESSED} added.
 */
final class RunRecords {
  private static final int LARGE = 200 * 1024;
  private static final String COMPRESSED = ".gz";

  /** More than any entry can have been; less than what would hurt the process. */
  private static final int MOST_UNPACKED = 16 * 1024 * 1024;

  private final Secrets secrets;

  RunRecords(Secrets secrets) {
    this.secrets = secrets;
  }

  Optional<RunRecord> read(String namespace, String secretName) {
    return secrets.get(namespace, secretName).map(secret -> record(namespace, secret));
  }

  void write(String namespace, String secretName, String runUid, Map<String, String> entries) {
    if (entries.keySet().stream().anyMatch(key -> key.endsWith(COMPRESSED))) {
      throw new IllegalArgumentException("The ending " + COMPRESSED + " is taken");
    }
    Optional<Secret> found = secrets.get(namespace, secretName);
    if (found.isEmpty()) {
      secrets.create(namespace, secretName, runUid, pack(entries), false);
      return;
    }
    Secret secret = found.get();
    if (!runUid.equals(Labels.runOf(secret.getMetadata().getLabels()))) {
      throw notOurs(namespace, secretName);
    }
    Map<String, String> all = new TreeMap<>(record(namespace, secret).entries());
    all.putAll(entries);
    secrets.replace(secret, runUid, pack(all));
  }

  private static RunRecord record(String namespace, Secret secret) {
    String name = secret.getMetadata().getName();
    if (Labels.runOf(secret.getMetadata().getLabels()).isEmpty()) {
      throw notOurs(namespace, name);
    }
    Map<String, String> entries = new TreeMap<>();
    Secrets.data(secret)
        .forEach(
            (key, value) -> {
              if (key.endsWith(COMPRESSED)) {
                entries.put(
                    key.substring(0, key.length() - COMPRESSED.length()),
                    Secrets.text(unpack(namespace, name, value)));
              } else {
                entries.put(key, Secrets.text(value));
              }
            });
    return new RunRecord(name, secret.getMetadata().getUid(), entries);
  }

  private static PortException notOurs(String namespace, String name) {
    return new PortException.Rejected(
        Api.describe("Secret", namespace, name)
            + " is not a record of this migration: rename or remove it");
  }

  private static Map<String, byte[]> pack(Map<String, String> entries) {
    Map<String, byte[]> packed = new TreeMap<>();
    entries.forEach(
        (key, value) -> {
          byte[] bytes = Secrets.bytes(value);
          if (bytes.length > LARGE) {
            packed.put(key + COMPRESSED, compress(bytes));
          } else {
            packed.put(key, bytes);
          }
        });
    return packed;
  }

  private static byte[] compress(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }

  private static byte[] unpack(String namespace, String name, byte[] compressed) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      byte[] bytes = in.readNBytes(MOST_UNPACKED + 1);
      if (bytes.length <= MOST_UNPACKED) {
        return bytes;
      }
      throw new IOException("larger than " + MOST_UNPACKED + " bytes");
    } catch (IOException e) {
      throw new PortException.Rejected(
          "The record in " + Api.describe("Secret", namespace, name) + " cannot be unpacked", e);
    }
  }
}
