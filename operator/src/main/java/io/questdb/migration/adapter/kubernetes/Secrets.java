package io.questdb.migration.adapter.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.questdb.migration.change.Labels;
import io.questdb.migration.facts.SecretFacts;
import io.questdb.migration.ports.PortException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Secrets, read by name at use; never listed, watched or kept. */
final class Secrets {
  private final Api api;

  Secrets(Api api) {
    this.api = api;
  }

  Optional<Secret> get(String namespace, String name) {
    return api.get(Secret.class, namespace, name);
  }

  static SecretFacts facts(Secret secret) {
    return new SecretFacts(
        secret.getMetadata().getName(),
        secret.getMetadata().getUid(),
        secret.getMetadata().getResourceVersion(),
        secret.getType() == null ? "" : secret.getType(),
        data(secret).entrySet().stream()
            .filter(entry -> entry.getValue().length > 0)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet()),
        Labels.runOf(secret.getMetadata().getLabels()));
  }

  /** The decoded values, by key. */
  static Map<String, byte[]> data(Secret secret) {
    Map<String, byte[]> decoded = new TreeMap<>();
    if (secret.getData() != null) {
      secret
          .getData()
          .forEach(
              (key, value) ->
                  decoded.put(
                      key, value == null ? new byte[0] : Base64.getDecoder().decode(value)));
    }
    return decoded;
  }

  /**
   * Sets these keys of a Secret and labels it as the run's. A Secret that the run has not written
   * may hold other keys, and may hold these if they are empty or equal: a person's placeholder is
   * filled, a value that somebody else needs is never overwritten.
   */
  void write(String namespace, String name, String runUid, Map<String, byte[]> values) {
    Optional<Secret> found = get(namespace, name);
    if (found.isEmpty()) {
      create(namespace, name, runUid, values, false);
      return;
    }
    Secret secret = found.get();
    boolean ours = runUid.equals(Labels.runOf(secret.getMetadata().getLabels()));
    Map<String, byte[]> old = data(secret);
    values.forEach(
        (key, value) -> {
          byte[] there = old.getOrDefault(key, new byte[0]);
          if (!ours && there.length > 0 && !Arrays.equals(there, value)) {
            throw new PortException.Rejected(
                Api.describe("Secret", namespace, name)
                    + " holds another value of "
                    + key
                    + ", which this migration did not write: remove the key or name another Secret");
          }
        });
    Map<String, byte[]> merged = new TreeMap<>(old);
    merged.putAll(values);
    replace(secret, runUid, merged);
  }

  /** Creates an Opaque Secret without owner. */
  void create(
      String namespace, String name, String runUid, Map<String, byte[]> values, boolean immutable) {
    api.create(
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .withLabels(Labels.ofRun(runUid))
            .endMetadata()
            .withType("Opaque")
            .withImmutable(immutable ? true : null)
            .withData(encode(values))
            .build());
  }

  /**
   * Replaces the values at the Secret's resourceVersion; does nothing when nothing would change.
   */
  void replace(Secret secret, String runUid, Map<String, byte[]> values) {
    Secret changed =
        new SecretBuilder(secret)
            .editMetadata()
            .addToLabels(Labels.ofRun(runUid))
            .endMetadata()
            .withData(encode(values))
            .build();
    if (!changed.equals(secret)) {
      api.update(changed);
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Map<String, String> encode(Map<String, byte[]> values) {
    Map<String, String> encoded = new LinkedHashMap<>();
    new TreeMap<>(values)
        .forEach((key, value) -> encoded.put(key, Base64.getEncoder().encodeToString(value)));
    return encoded;
  }
}
