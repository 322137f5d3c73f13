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

  /** Original and merged content. */
  record Merge(byte[] original, byte[] merged, ServerConf parsed) {
    MergedConfig facts() {
      return new MergedConfig(Sha256.hex(original), Sha256.hex(merged), parsed.keys());
    }

    @Override
    public String toString() {
      return facts().toString();
    }
  }

  /** Empty when the source's object or key is missing. */
  Optional<Merge> merge(
      String namespace, ConfigSource source, SortedMap<String, String> properties) {
    return original(namespace, source).map(bytes -> merge(namespace, source, bytes, properties));
  }

  private static Merge merge(
      String namespace, ConfigSource source, byte[] original, SortedMap<String, String> values) {
    ServerConf parsed;
    try {
      parsed = ServerConf.parse(new String(original, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw new PortException.Rejected(
          "The server.conf in key "
              + source.key()
              + " of "
              + Api.describe(source.kind().name(), namespace, source.name())
              + " has a malformed \\u escape; the server refuses it too",
          e);
    }
    byte[] merged = parsed.with(values).text().getBytes(StandardCharsets.ISO_8859_1);
    return new Merge(original, merged, parsed);
  }

  private Optional<byte[]> original(String namespace, ConfigSource source) {
    return switch (source.kind()) {
      case ABSENT -> Optional.of(new byte[0]);
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
