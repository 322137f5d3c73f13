package io.questdb.migration.adapter.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.questdb.migration.change.ServerConf;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.ports.PortException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Merges of a {@code server.conf} that lives in an object. The server reads the file as ISO 8859-1,
 * so the bytes that the kubelet would write are decoded and encoded that way.
 */
final class ConfigSources {
  private final Api api;
  private final Secrets secrets;

  ConfigSources(Api api, Secrets secrets) {
    this.api = api;
    this.secrets = secrets;
  }

  /** The file as somebody wrote it, and the SHA-256 of its bytes. */
  record Original(String hash, ServerConf conf) {}

  /** Empty when the source's object or key is missing. */
  Optional<Original> read(String namespace, ConfigSource source) {
    return original(namespace, source)
        .map(bytes -> new Original(Sha256.hex(bytes), parse(namespace, source, bytes)));
  }

  /**
   * The merged bytes.
   *
   * @throws PortException.Conflict when the source is gone
   * @throws PortException.Rejected when its content has another hash
   */
  byte[] planned(
      String namespace,
      ConfigSource source,
      String originalHash,
      SortedMap<String, String> properties) {
    String what =
        "The server.conf in " + Api.describe(source.kind().name(), namespace, source.name());
    Original original =
        read(namespace, source).orElseThrow(() -> new PortException.Conflict(what + " is gone"));
    if (!original.hash().equals(originalHash)) {
      throw new PortException.Rejected(what + " is not the one that was planned with");
    }
    return original.conf().with(properties).text().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static ServerConf parse(String namespace, ConfigSource source, byte[] bytes) {
    try {
      return ServerConf.parse(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw new PortException.Rejected(
          "The server.conf in key "
              + source.key()
              + " of "
              + Api.describe(source.kind().name(), namespace, source.name())
              + " has a malformed \\u escape; the server refuses it too",
          e);
    }
  }

  private Optional<byte[]> original(String namespace, ConfigSource source) {
    return switch (source.kind()) {
      case SECRET ->
          secrets.get(namespace, source.name()).map(s -> Secrets.data(s).get(source.key()));
      case CONFIG_MAP ->
          api.get(ConfigMap.class, namespace, source.name())
              .flatMap(map -> content(map, source.key()));
      case VOLUME ->
          throw new IllegalArgumentException("A file on the volume is merged by a pod beside it");
    };
  }

  private static Optional<byte[]> content(ConfigMap map, String key) {
    return Optional.ofNullable(map.getData())
        .map(data -> data.get(key))
        .map(Secrets::bytes)
        .or(
            () ->
                Optional.ofNullable(map.getBinaryData())
                    .map(data -> data.get(key))
                    .map(Base64.getDecoder()::decode));
  }
}
