package io.questdb.migration.adapter.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.questdb.migration.change.ServerConf;
import io.questdb.migration.facts.ConfigSource;
import io.questdb.migration.facts.MergedConfig;
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

  /** What was and what will be. */
  record Merge(String originalHash, ServerConf merged) {
    MergedConfig facts() {
      return new MergedConfig(originalHash);
    }

    private static byte[] bytes(ServerConf conf) {
      return conf.text().getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /** Empty when the source's object or key is missing. */
  Optional<Merge> merge(
      String namespace, ConfigSource source, SortedMap<String, String> properties) {
    return original(namespace, source)
        .map(
            bytes ->
                new Merge(Sha256.hex(bytes), parse(namespace, source, bytes).with(properties)));
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
    Merge merge =
        merge(namespace, source, properties)
            .orElseThrow(() -> new PortException.Conflict(what + " is gone"));
    if (!merge.originalHash().equals(originalHash)) {
      throw new PortException.Rejected(what + " is not the one that was planned with");
    }
    return Merge.bytes(merge.merged());
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
